"""What is made once a minute, however many ask."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches

from caarisma.common import kept
from caarisma.common.kept import kept_a_minute
from tests.local.conftest import wait_until


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept"}
    }
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def clock(monkeypatch):
    """Seconds of it, to be set."""
    now = [1000.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: now[0])
    return now


def test_it_is_made_once_a_minute(clock):
    made = iter(["first", "second"])

    seen = [kept_a_minute("key", lambda: next(made)) for _ in range(3)]
    clock[0] += kept.A_MINUTE
    seen.append(kept_a_minute("key", lambda: next(made)))

    assert seen == ["first", "first", "first", "second"]


def test_while_one_makes_it_anew_the_others_get_what_was(clock):
    kept_a_minute("key", lambda: "before")
    clock[0] += kept.A_MINUTE
    begun, go_on = threading.Event(), threading.Event()

    def make() -> str:
        begun.set()
        go_on.wait(60)
        return "after"

    with ThreadPoolExecutor(1) as other:
        slow = other.submit(kept_a_minute, "key", make)
        assert begun.wait(60)
        meanwhile = kept_a_minute("key", lambda: "made twice")
        go_on.set()

    assert (meanwhile, slow.result(), kept_a_minute("key", lambda: "made again")) == ("before", "after", "after")


def test_of_many_who_ask_first_one_makes_it():
    made, go_on = [], threading.Event()

    def make() -> str:
        made.append(1)
        go_on.wait(60)
        return "once"

    with ThreadPoolExecutor(8) as crowd:
        asked = [crowd.submit(kept_a_minute, "key", make) for _ in range(8)]
        wait_until(lambda: len(made) > 1, 0.5)  # as many as would
        go_on.set()
        assert {one.result() for one in asked} == {"once"}

    assert len(made) == 1


def test_who_fails_keeps_nobody_from_trying(clock):
    with pytest.raises(ZeroDivisionError):
        kept_a_minute("key", lambda: 1 // 0)

    assert kept_a_minute("key", lambda: "well") == "well"
