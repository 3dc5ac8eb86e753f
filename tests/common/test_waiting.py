"""A database that hangs or restarts, as the web service waits for it. Servers of the test's own."""

import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg2
import pytest
from django.conf import settings as site_settings
from django.db import OperationalError, connection
from psycopg2 import extensions

from caarisma.common import waiting
from caarisma.common.outages import is_database_away
from caarisma.local import postgres
from caarisma.local.supervisor import Supervisor

pytestmark = pytest.mark.real_clock


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a PostgreSQL that this file may stop."""
    folder = Path(tempfile.mkdtemp(prefix="caarisma-waiting-"))
    folder.chmod(0o711)
    servers = Supervisor(logs=folder, cwd=folder)
    try:
        yield postgres.start(servers, root=site_settings.BASE_DIR, folder=folder, data_settings=postgres.THROWAWAY)
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _as_the_web_service(settings) -> Iterator[None]:
    settings.STATEMENT_TIMEOUT_SECONDS = 10
    waiting.silence.end()
    waiting.wait_no_longer_than_a_page_may()
    yield
    extensions.set_wait_callback(None)
    waiting.silence.end()


@pytest.fixture
def hang(server) -> Iterator[None]:
    """Every process of the server stands still."""
    with psycopg2.connect(server) as session, session.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        postmaster = psutil.Process(cursor.fetchone()[0]).parent()

    def stop() -> None:
        for process in [postmaster, *postmaster.children()]:
            os.kill(process.pid, signal.SIGSTOP)

    def go_on() -> None:
        for process in [postmaster, *postmaster.children()]:
            os.kill(process.pid, signal.SIGCONT)

    stop.go_on = go_on
    yield stop
    go_on()


def seconds_until_told(ask) -> float:
    began = time.monotonic()
    with pytest.raises(psycopg2.OperationalError):
        ask()
    return time.monotonic() - began


def asks(session: psycopg2.extensions.connection, sql: str = "SELECT 1") -> list[tuple]:
    with session.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_a_statement_is_given_up_when_the_server_answers_nobody(server, hang):
    session = psycopg2.connect(server)
    hang()

    assert seconds_until_told(lambda: asks(session)) < 5
    assert session.closed


def test_so_is_a_new_session(server, hang):
    hang()

    assert seconds_until_told(lambda: psycopg2.connect(server)) < 5


def test_meanwhile_the_others_do_not_wait_and_then_all_goes_on(server, hang):
    sessions = [psycopg2.connect(server) for _ in range(4)]
    hang()
    seconds_until_told(lambda: asks(sessions[0]))

    assert seconds_until_told(lambda: asks(sessions[1])) < waiting.ANSWER_SECONDS
    assert seconds_until_told(lambda: psycopg2.connect(server)) < waiting.ANSWER_SECONDS
    hang.go_on()
    time.sleep(waiting.KNOWN_FOR_SECONDS + 0.1)
    assert asks(sessions[2]) == [(1,)]


def test_when_it_is_asked_anew_one_thread_does_it_for_all(server, hang):
    sessions = [psycopg2.connect(server) for _ in range(5)]
    hang()
    seconds_until_told(lambda: asks(sessions[0]))
    time.sleep(waiting.KNOWN_FOR_SECONDS + 0.1)

    with ThreadPoolExecutor(4) as threads:
        took = sorted(threads.map(lambda session: seconds_until_told(lambda: asks(session)), sessions[1:]))

    assert took[2] < waiting.ANSWER_SECONDS <= took[3] < 5


def test_a_slow_statement_of_a_server_that_lives_is_waited_for(server):
    session = psycopg2.connect(server)

    assert asks(session, f"SELECT pg_sleep({waiting.QUIET_SECONDS * 1.5})") == [("",)]


def test_a_session_that_alone_says_nothing_is_given_up_later_than_its_limit(server, settings, monkeypatch):
    settings.STATEMENT_TIMEOUT_SECONDS = 1
    monkeypatch.setattr(waiting, "QUIET_SECONDS", 0.3)
    session = psycopg2.connect(server)
    stuck = psutil.Process(session.info.backend_pid)
    stuck.suspend()
    try:
        assert 2.9 < seconds_until_told(lambda: asks(session)) < 6
        assert not waiting.silence.is_known
    finally:
        stuck.resume()


def test_a_large_question_and_a_large_answer_arrive_whole(server):
    session = psycopg2.connect(server)

    with session.cursor() as cursor:
        cursor.execute("SELECT %s || repeat('y', 5000000)", ["x" * 5_000_000])
        assert len(cursor.fetchone()[0]) == 10_000_000


def test_who_is_silent_counts_as_away():
    error = waiting.Silent()

    with pytest.raises(OperationalError) as caught, connection.wrap_database_errors:
        raise error

    assert is_database_away(caught.value)


class TestRestart:
    opens_new = True

    @pytest.fixture
    def opens(self, monkeypatch, settings) -> list[float]:
        """When a session was asked for. It is there half a second after the first."""
        settings.DATABASE_BACK_WITHIN_SECONDS = 2
        waiting.absence.end()
        asked: list[float] = []

        def ensure_connection() -> None:
            asked.append(time.monotonic())
            if asked[-1] - asked[0] < self.away_for:
                raise OperationalError("refused")
            if self.opens_new:
                waiting.absence.end()

        monkeypatch.setattr(waiting.connection, "ensure_connection", ensure_connection)
        monkeypatch.setattr(waiting.connection, "close_if_unusable_or_obsolete", lambda: None)
        return asked

    def test_is_waited_for(self, opens):
        self.away_for = 0.5

        assert waiting.is_back()
        assert len(opens) > 2

    def test_is_not_waited_for_by_each_page_anew(self, opens):
        self.away_for = 60
        began = time.monotonic()

        assert not waiting.is_back()
        after = time.monotonic()
        assert not waiting.is_back()

        assert after - began >= 2
        assert time.monotonic() - after < 1

    def test_once_it_is_over_the_next_one_is_waited_for_as_long(self, opens):
        """Also where the session had lived on, so that no new one was opened."""
        self.away_for, self.opens_new = 0, False

        assert waiting.is_back()

        assert waiting.absence._since is None

    def test_of_a_silent_server_is_not_waited_for(self, opens):
        self.away_for = 60
        waiting.silence.begin()
        began = time.monotonic()

        assert not waiting.is_back()
        assert time.monotonic() - began < 1  # of the two seconds that it would be waited for


@pytest.mark.django_db
def test_a_machine_that_vanished_is_missed_within_a_minute():
    """By worker and sweeper too, which wait for an answer as long as it takes."""
    connection.ensure_connection()
    with socket.socket(fileno=os.dup(connection.connection.fileno())) as line:
        asks_after = [
            line.getsockopt(socket.IPPROTO_TCP, option)
            for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        ]
        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1

    assert asks_after == [30, 10, 3]


def test_threads_share_no_wait(server):
    """A slow one keeps no other."""
    slow, quick = psycopg2.connect(server), psycopg2.connect(server)
    sleeping = threading.Thread(target=lambda: asks(slow, "SELECT pg_sleep(2)"))
    sleeping.start()
    began = time.monotonic()
    asks(quick)
    assert time.monotonic() - began < 1
    sleeping.join()
