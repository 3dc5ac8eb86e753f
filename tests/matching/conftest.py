"""Brokers, workers and other processes for the tests of matching."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db import connection, transaction

from caarisma.common import publishing
from matching.search.drafts import Draft
from matching.search.models import Intake, MatchJob
from matching.search.services import jobs, ranking
from matching.search.services.searching import SearchResult
from tests.factories.matching import make_draft

Answers = Callable[..., Draft]
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def answers() -> Answers:
    return make_draft


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Callable[[MatchJob], MatchJob]:
    """Make the ranking of a job fail, each time at the very end, when all is written."""

    def bad(job: MatchJob) -> MatchJob:
        def rank_and_store(*, intake: Intake, now: datetime) -> SearchResult:
            found = ranking.rank_and_store(intake=intake, now=now)
            if intake.pk == job.intake_id:
                raise ValueError("words about a person")
            return found

        monkeypatch.setattr(jobs, "rank_and_store", rank_and_store)
        return job

    return bad


@pytest.fixture
def broker_at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Publish to the broker at a URL, into a queue of this test's own."""

    def use(url: str, queue: str = "nobody-reads-this") -> None:
        app = Celery("caarisma", set_as_current=False)
        app.config_from_object("django.conf:settings", namespace="CELERY")
        app.conf.broker_url = url
        app.conf.task_default_queue = queue
        app.finalize()
        app.amqp.send_task_message  # noqa: B018  made ready, as the site's own is
        monkeypatch.setattr(publishing, "app", app)
        publishing.breaker.reset()

    return use


@pytest.fixture
def own_queue(broker_at: Callable[..., None]) -> Iterator[str]:
    """The real broker, and a queue that no other test reads."""
    queue = f"test-{uuid4().hex}"
    broker_at(settings.REDIS_URL, queue)
    yield queue
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete(queue, f"_kombu.binding.{queue}")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start Python processes on the test's database, each in a group of its own. All are gone when the test ends."""
    started: list[subprocess.Popen[bytes]] = []

    def run(*arguments: str) -> subprocess.Popen[bytes]:
        log = (tmp_path / f"process-{len(started)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {
                "DATABASE_URL": database_url(),
                "DJANGO_SETTINGS_MODULE": "caarisma.settings.test",
                "SNAPSHOT_DIR": str(settings.SNAPSHOT_DIR),
            },
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log.close()
        started.append(process)
        return process

    yield run
    for process in started:
        kill_group(process)


@pytest.fixture
def start_worker(start: Start, own_queue: str) -> Callable[[], subprocess.Popen[bytes]]:
    def run() -> subprocess.Popen[bytes]:
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        name = f"{uuid4().hex}@test"
        return start(
            *("-m", "celery", "-A", "caarisma", "worker", "-Q", own_queue, "-c", "1", "-n", name, "-l", "WARNING"),
            *quiet,
        )

    return run


def kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


def database_url() -> str:
    here = connection.settings_dict
    return f"postgres://{here['USER']}:{here['PASSWORD']}@{here['HOST']}:{here['PORT']}/{here['NAME']}"


def wait_until(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for something that other processes do. Fails loudly: a test must not pass because it gave up."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain")
        time.sleep(0.05)


@contextlib.contextmanager
def held(table: str) -> Iterator[Callable[[], bool]]:
    """Keep everyone else from writing to a table. Gives a function that says whether somebody waits for it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")

        def somebody_waits() -> bool:
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table])
            return cursor.fetchone() is not None

        yield somebody_waits


def on_own_connection(call: Callable[[], object]) -> object:
    """Call in a thread with a connection of its own, as another process would; the test's own may hold a lock."""
    got = []

    def run() -> None:
        try:
            got.append(call())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return got[0]
