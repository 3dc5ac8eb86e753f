"""After a test that commits nothing is left of it, and what came with the schema is still there."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection

from tests.emptying import KEPT, empty_database, end_other_sessions
from tests.factories.providers import make_listed_location

pytestmark = pytest.mark.django_db(transaction=True)


def tables_with_rows() -> set[str]:
    with connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        return {table for table in tables if _has_rows(cursor, connection.ops.quote_name(table))}


def _has_rows(cursor, table: str) -> bool:
    cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
    return cursor.fetchone()[0]


@pytest.mark.parametrize("time", ["first", "again, with what the first left"])
def test_nothing_is_left(time, now):
    assert tables_with_rows() == KEPT
    made_with_the_schema = Permission.objects.count(), ContentType.objects.count()
    make_listed_location(now=now)
    assert {"ledger_providerlook", "directory_provider", "accounts_user"} < tables_with_rows()

    empty_database(None)

    assert tables_with_rows() == KEPT
    assert (Permission.objects.count(), ContentType.objects.count()) == made_with_the_schema


def test_a_session_that_somebody_left_open_is_ended():
    left_open = connection.copy()
    with left_open.cursor() as cursor:
        end_other_sessions()

        with pytest.raises(OperationalError):
            cursor.execute("SELECT 1")
