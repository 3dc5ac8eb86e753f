"""Telling the broker: quick whatever its state, silent about what went wrong, and never an error."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from threading import Event
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import transaction

from caarisma.common import publishing
from matching.search.services.publishing import publish, publish_after_commit
from tests.matching.conftest import wait_until

BOUND = 5  # seconds; half a second, and room for a busy machine
FAILED = (["OperationalError"], ["late"])  # on a busy machine the limit of either may come first


@pytest.fixture
def hung_broker() -> Iterator[str]:
    """Accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def unreachable_broker() -> Iterator[str]:
    """Nobody answers who knocks, as behind a wall that swallows it: its queue is full."""
    with ExitStack() as ends:
        server = ends.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            first = ends.enter_context(socket.socket())
            first.setblocking(False)
            first.connect_ex(server.getsockname())
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def stopped_broker() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"redis://127.0.0.1:{port}/0"


def seconds_to_publish(job_id: int = 1) -> float:
    started = time.perf_counter()
    publish(job_id)
    return time.perf_counter() - started


def outcomes(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.outcome for record in caplog.records if record.name == publishing.log.name]


def test_a_message_carries_the_id_of_the_job_and_no_more(own_queue, caplog, monkeypatch):
    monkeypatch.setattr(publishing, "WAIT_SECONDS", 10)

    with caplog.at_level("INFO"):
        publish(41)

    with redis.Redis.from_url(settings.REDIS_URL, decode_responses=True) as client:
        messages = client.lrange(own_queue, 0, -1)
    assert len(messages) == 1
    assert '"task": "search.rank_intake"' in messages[0]
    assert "\"{'job_id': 41}\"" in messages[0]
    assert outcomes(caplog) == ["sent"]


def test_a_stopped_broker_is_given_up(broker_at, stopped_broker, caplog):
    broker_at(stopped_broker)

    assert seconds_to_publish() < BOUND
    assert outcomes(caplog) in FAILED


def test_a_broker_that_hangs_is_given_up(broker_at, hung_broker, caplog):
    broker_at(hung_broker)

    assert seconds_to_publish() < BOUND
    assert outcomes(caplog) in FAILED


def test_a_broker_that_nothing_reaches_is_given_up(broker_at, unreachable_broker, caplog):
    with pytest.raises(TimeoutError):
        socket.create_connection(("127.0.0.1", urlsplit(unreachable_broker).port), timeout=0.2)
    broker_at(unreachable_broker)

    assert seconds_to_publish() < BOUND
    assert outcomes(caplog) in FAILED


def test_a_name_that_is_looked_up_for_ever_is_given_up(broker_at, monkeypatch, caplog):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(60))
    broker_at("redis://broker.invalid:6379/0")

    assert seconds_to_publish() < BOUND
    assert outcomes(caplog) == ["late"]


@pytest.mark.parametrize("state", ["stopped_broker", "hung_broker"])
def test_after_a_failure_nobody_tries_for_a_while(broker_at, state, request, caplog):
    caplog.set_level("INFO")
    broker_at(request.getfixturevalue(state))
    publish(1)

    publish(2)

    assert outcomes(caplog)[1:] == ["skipped"]


def test_the_next_try_comes_when_the_while_is_over(own_queue, monkeypatch, caplog):
    monkeypatch.setattr(publishing, "WAIT_SECONDS", 10)
    clock = SimpleNamespace(monotonic=lambda: clock.seconds, seconds=1000.0)
    monkeypatch.setattr(publishing, "time", clock)
    publishing.breaker.trip()

    with caplog.at_level("INFO"):
        clock.seconds += publishing.BREAK_SECONDS - 1
        publish(1)
        clock.seconds += 1
        publish(2)

    assert outcomes(caplog) == ["skipped", "sent"]


def test_a_message_that_was_late_but_went_out_does_not_silence_the_next(own_queue, monkeypatch, caplog):
    may_go_out, send = Event(), publishing._send
    monkeypatch.setattr(publishing, "_send", lambda task, ids: may_go_out.wait(60) and send(task, ids))
    monkeypatch.setattr(publishing, "WAIT_SECONDS", 0)

    publish(1)
    silenced = publishing.breaker.is_open
    may_go_out.set()

    assert silenced
    wait_until(lambda: not publishing.breaker.is_open, seconds=10)
    assert outcomes(caplog) == ["late"]


def test_the_log_names_neither_the_broker_nor_its_password(broker_at, caplog):
    broker_at("redis://user:secret-word@127.0.0.1:1/0")  # not a secret: there is no such broker

    publish(1)

    assert caplog.records
    assert "secret-word" not in str([vars(record) for record in caplog.records])


@pytest.mark.django_db(transaction=True)
def test_nothing_is_published_when_the_transaction_fails(own_queue, caplog):
    with caplog.at_level("INFO"), transaction.atomic():
        publish_after_commit(1)
        transaction.set_rollback(True)

    assert outcomes(caplog) == []


@pytest.mark.django_db(transaction=True)
def test_a_commit_publishes(own_queue, caplog, monkeypatch):
    monkeypatch.setattr(publishing, "WAIT_SECONDS", 10)

    with caplog.at_level("INFO"), transaction.atomic():
        publish_after_commit(1)
        before = outcomes(caplog)

    assert (before, outcomes(caplog)) == ([], ["sent"])
