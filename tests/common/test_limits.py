"""What somebody does too often: each try counts, once, and a window ends when it ends."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from caarisma.common.limits import count_beyond, forget_counters
from caarisma.common.models import Counter

HOUR = timedelta(hours=1)


def tries(times: int, now, key: str = "uploads:1") -> list[bool]:
    return [count_beyond(key, most=3, within=HOUR, now=now) for _ in range(times)]


@pytest.mark.django_db
def test_the_fourth_of_three_is_too_many(now):
    assert tries(5, now) == [False, False, False, True, True]


@pytest.mark.django_db
def test_a_window_ends_after_its_time_and_not_sooner(now):
    tries(3, now)

    assert tries(1, now + timedelta(minutes=5)) == [True]
    assert tries(1, now + HOUR - timedelta(seconds=1)) == [True]
    assert tries(4, now + HOUR) == [False, False, False, True]


@pytest.mark.django_db
def test_each_person_and_each_thing_counts_for_itself(now):
    tries(4, now)

    assert tries(1, now, key="uploads:2") == [False]
    assert tries(1, now, key="look-ups:1") == [False]


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_lose_no_count(now):
    def one(_: int) -> bool:
        try:
            return count_beyond("uploads:1", most=5, within=HOUR, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(one, range(40)))

    assert answers.count(False) == 5
    assert Counter.objects.get().count == 40


@pytest.mark.django_db
def test_what_is_over_is_forgotten(now):
    tries(1, now)
    tries(1, now + HOUR, key="uploads:2")

    assert forget_counters(now=now + HOUR) == 1
    assert Counter.objects.get().key == "uploads:2"
