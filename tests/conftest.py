"""What every test may use: clients by role and no way out to the network."""

import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone, translation
from hypothesis import HealthCheck
from hypothesis import settings as properties

from caarisma.common import publishing
from caarisma.common.append_only import let_times_be_made_up
from tests.emptying import empty_database, end_other_sessions, may_skip_triggers, sweep_dead_rows
from tests.rules import let_everybody_inject

# Property tests run on shared machines: a slow example is no failure.
properties.register_profile("suite", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("suite")
# Of those whose examples each write a world to the database. `EXAMPLES=500 make test ARGS="-k ..."` looks longer.
EXAMPLES = int(os.environ.get("EXAMPLES", "10"))

SWEPT_AFTER = 100  # tests

LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}

# When every test begins: a Tuesday noon in New York. CLOCK=2028-02-29T23:58:00-05:00 tries another instant, for all
# but those that tell their story in dates.
STORY = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
NOW = datetime.fromisoformat(os.environ.get("CLOCK", STORY.isoformat()))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First what starts servers or a browser: a test of half a minute that begins last is waited for by all."""
    items.sort(key=lambda item: not item.nodeid.startswith(("tests/local/", "tests/journeys/")))


@pytest.fixture(autouse=True)
def _clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test begins at the same instant, so that none hangs on the day it is run; from there time goes on.

    Processes that a test starts cannot be taken along, nor can the database and the disk. Such tests say so.
    """
    if any(request.node.get_closest_marker(name) for name in ("worker", "real_clock")):
        yield
    else:
        with time_machine.travel(STORY if request.node.get_closest_marker("dated") else NOW, tick=True):
            yield


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches past this machine fails: elsewhere it would break, and it could tell others of a search."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """A thread of a served site may still hold a session when the last test is over; the database goes without it."""
    with django_db_blocker.unblock():
        let_times_be_made_up()
        let_everybody_inject(read_on=(NOW - timedelta(days=2)).date())
        is_ours = may_skip_triggers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ended, "sweeps", is_ours)
        yield
    with django_db_blocker.unblock():
        connection.close()  # it may be one that the last test lost
        end_other_sessions()


class Ended:
    """Tests of this process that are over since its database was swept, and whether it may be."""

    tests, sweeps = 0, False


def pytest_runtest_logfinish() -> None:
    """Not while a world of a whole module stands in a transaction: each of its tables would be waited for."""
    Ended.tests += 1
    if Ended.sweeps and Ended.tests >= SWEPT_AFTER and not connection.in_atomic_block:
        sweep_dead_rows()
        Ended.tests = 0


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    """Some 400 tests commit, and after each of them the database is empty again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_database)
        yield


@pytest.fixture(autouse=True)
def _english() -> None:
    """A page fetched in Spanish leaves its language active, and with it every address of the next test."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _signed_in_by_password() -> Iterator[None]:
    """`force_login` leaves no trace of how somebody signed in. With one, the desk does not ask for a password again."""

    def note(request, user, **_kwargs: object) -> None:
        if not get_authentication_records(request, user):
            record_authentication(request, user, method="password")

    user_logged_in.connect(note)
    yield
    user_logged_in.disconnect(note)


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Documents of tests go where tests end, never among those of people."""
    settings.PRIVATE_FILES_DIR = tmp_path_factory.getbasetemp() / f"private-{uuid4().hex}"
    settings.LEDGER_ANCHORS_DIR = tmp_path_factory.getbasetemp() / f"anchors-{uuid4().hex}"


@pytest.fixture(autouse=True)
def _no_message_unasked() -> Iterator[None]:
    """Every process starts with the breaker closed; tests start with it open, and `broker_at` closes it."""
    publishing.breaker.trip()
    yield
    publishing.breaker.reset()


@pytest.fixture
def now() -> datetime:
    """The instant at which the test begins."""
    return timezone.now().replace(microsecond=0)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public records beside the checkout. Tests that need it skip where it is missing."""
    folder = settings.BASE_DIR.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data (public records that are not part of the repository)")
    return folder
