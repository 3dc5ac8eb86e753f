"""Answers are deleted at the very moment at which their list is made: both wait for each other in one order."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from matching.search.enums import FinishedBy
from matching.search.models import Intake, Match, MatchJob
from matching.search.services import jobs, ranking
from matching.search.services.erasing import erase_intake
from matching.search.services.retention import delete_expired_intakes
from matching.search.services.searching import SearchResult
from tests.factories.matching import make_intake
from tests.factories.providers import make_listed_location
from tests.matching.conftest import on_own_connection, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def intake() -> Intake:
    now = timezone.now()
    make_listed_location(now=now)
    return make_intake(now=now)


@pytest.fixture
def being_ranked(intake, monkeypatch) -> Iterator[Callable[[], object]]:
    """A ranking that has locked its job and reads facts. Call it to let it go on; its end is waited for."""
    at_it, go_on = threading.Event(), threading.Event()

    def rank_and_store(*, intake: Intake, now: datetime) -> SearchResult:
        at_it.set()
        assert go_on.wait(30)
        return ranking.rank_and_store(intake=intake, now=now)

    monkeypatch.setattr(jobs, "rank_and_store", rank_and_store)
    finish = lambda: jobs.finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=timezone.now())  # noqa: E731
    ranker = threading.Thread(target=lambda: on_own_connection(finish))
    ranker.start()
    assert at_it.wait(30)
    yield go_on.set
    go_on.set()
    ranker.join()


@contextmanager
def at_the_same_time(work: Callable[[], object]) -> Iterator[list[object]]:
    """Start `work`, and go on when it waits for a lock that somebody else holds. At the end, what it gave or raised."""
    ended: list[object] = []

    def run() -> None:
        try:
            ended.append(work())
        except Exception as error:  # told to the test
            ended.append(error)

    thread = threading.Thread(target=lambda: on_own_connection(run))
    thread.start()
    wait_until(lambda: ended or somebody_waits())
    yield ended
    thread.join()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return cursor.fetchone() is not None


def left() -> list[str]:
    return [model.__name__ for model in (Intake, MatchJob, Match) if model.objects.exists()]


def test_erasing_waits_for_the_ranking_and_takes_its_list_along(intake, being_ranked):
    with at_the_same_time(lambda: erase_intake(intake_id=intake.pk)) as ended:
        being_ranked()

    assert ended == [True]
    assert left() == []


def test_retention_waits_for_the_ranking_and_takes_its_list_along(intake, being_ranked):
    later = timezone.now() + timedelta(days=31)

    with at_the_same_time(lambda: delete_expired_intakes(now=later)) as ended:
        being_ranked()

    assert ended == [1]
    assert left() == []
