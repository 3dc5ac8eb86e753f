"""Each statement says whose request it came of, from the page to the task."""

import pytest
from django.db import connection

from caarisma.common import request_id
from caarisma.common.prepared import Prepared

NOW = "SELECT current_query()"


def running() -> str:
    """This very statement, as the database sees it."""
    with connection.cursor() as cursor:
        cursor.execute(NOW)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_database_sees_whose_request_it_works_for(client):
    with request_id.within() as name:
        assert running() == f"{NOW} /*request_id={name}*/"
    assert running() == NOW


@pytest.mark.django_db
def test_a_session_that_is_opened_within_a_request_says_it_too(transactional_db):
    with request_id.within() as name:
        connection.close()
        running()
        connection.close()
        assert running().count(name) == 1


@pytest.mark.django_db
def test_a_name_that_would_end_the_comment_is_not_said():
    """It comes with the message of a task, so whoever can write to the broker can write it."""
    for name in ("*/; DROP TABLE x; --", "a b", "%s"):
        with request_id.within(name):
            assert running() == NOW


@pytest.mark.django_db
def test_what_is_prepared_is_planned_once_for_all_requests():
    statement = Prepared("said_in_sql", ["int"], lambda number: f"SELECT {number} + 1")
    for _request in range(3):
        with request_id.within():
            assert statement.fetch(1) == [(2,)]

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements "
            "WHERE name = 'caarisma_said_in_sql'"
        )
        ((told, plans),) = cursor.fetchall()
    assert "request_id" not in told
    assert plans == 3  # EXECUTE found the one that was prepared each time
