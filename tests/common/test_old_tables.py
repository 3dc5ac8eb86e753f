"""A database of an earlier commit is refused in one sentence, before anything is done to it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from caarisma.common.management.commands.prepare import made_before_the_first_release

pytestmark = pytest.mark.django_db


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_tables_of_today_are_taken():
    assert not made_before_the_first_release()


def test_so_is_a_database_with_nothing_in_it():
    sql("DROP TABLE django_migrations")

    assert not made_before_the_first_release()


def test_what_waits_to_be_migrated_is_missed_by_nobody():
    """After the first release a column comes by a migration of its own."""
    sql("DELETE FROM django_migrations WHERE app = 'reports'")
    sql("DROP TABLE reports_placereport CASCADE")

    assert not made_before_the_first_release()


@pytest.mark.parametrize(
    "earlier",
    [
        "ALTER TABLE directory_practicelocation DROP COLUMN owner_name CASCADE",
        "DROP TABLE directory_formername CASCADE",
        "DELETE FROM django_migrations WHERE app = 'rosters'",  # the ledger's came to lean on it
        "INSERT INTO django_migrations (app, name, applied) VALUES ('providers', '0001_initial', now())",
    ],
    ids=["a column", "a table", "a room", "before the rooms"],
)
def test_tables_of_an_earlier_commit_are_told_in_a_sentence(earlier):
    sql(earlier)

    with pytest.raises(CommandError, match="Start afresh: make reset"):
        call_command("prepare", stdout=StringIO())
