"""Whether a database session that was kept is still open: without a statement, unless the server said something."""

import select

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session():
    """Ours, as a request finds it that comes after another one."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'the page before'")
    connection.health_check_enabled, connection.health_check_done = True, False
    yield connection
    connection.close()


@pytest.fixture
def elsewhere():
    """Another session, which looks at ours from outside."""
    database = settings.DATABASES["default"]
    other = psycopg2.connect(
        dbname=connection.settings_dict["NAME"], user=database["USER"], password=database["PASSWORD"],
        host=database["HOST"], port=database["PORT"],
    )  # fmt: skip
    other.autocommit = True
    yield other.cursor()
    other.close()


def last_asked(elsewhere) -> str:
    elsewhere.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [connection.connection.info.backend_pid])
    return elsewhere.fetchone()[0]


def test_one_that_is_quiet_is_asked_nothing(session, elsewhere):
    session.close_if_health_check_failed()

    assert session.connection is not None
    assert session.health_check_done
    assert "the page before" in last_asked(elsewhere)


def test_one_that_the_server_ended_is_closed(session, elsewhere):
    elsewhere.execute("SELECT pg_terminate_backend(%s, 5000)", [session.connection.info.backend_pid])
    session.close_if_health_check_failed()

    assert session.connection is None
    with session.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_one_that_was_told_something_is_asked_and_lives(session, elsewhere):
    with session.cursor() as cursor:
        cursor.execute("LISTEN something")
    elsewhere.execute("NOTIFY something")
    select.select([session.connection.fileno()], [], [], 10)
    session.health_check_done = False  # as for the next page
    session.close_if_health_check_failed()

    assert session.connection is not None
    assert last_asked(elsewhere) == "SELECT 1"


def test_one_of_ours_that_is_closed_is_not_looked_at(session):
    session.connection.close()
    session.close_if_health_check_failed()

    assert session.connection is None
