"""Empties the database after a test that commits. Django's own way, TRUNCATE, makes the files of 130 tables anew."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import psycopg2
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

from tests.rules import TABLE, as_they_were

# Made with the schema, the same for every test: what Django deletes with the rest, to make it again at once.
KEPT = {"django_content_type", "auth_permission", TABLE}
# A row of the ledger cannot be deleted, not even where triggers are off; no other table points to it.
ONLY_GROWS = "ledger_providerlook"

djangos_own = TransactionTestCase._fixture_teardown


def empty_database(test_case: TransactionTestCase) -> None:
    """Delete every row, after whoever still writes has ended. No trigger runs, no foreign key is looked at."""
    if not may_skip_triggers():
        with _truncate_allowed():
            djangos_own(test_case)
        return
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        as_they_were(cursor)
        if filled := set(with_pages(cursor, tables)) - KEPT - {ONLY_GROWS}:
            cursor.execute("; ".join(f"DELETE FROM {table}" for table in sorted(filled)))
        cursor.execute(f"TRUNCATE {ONLY_GROWS}")
        _forget_counts(cursor, tables)


def sweep_dead_rows() -> None:
    """Take away what tests wrote and took back. No autovacuum does it here (caarisma/local/postgres.py says why), and
    after a thousand tests each page of the guide would read through a hundred thousand rows that nobody sees. A table
    that somebody holds, a thread of the last test say, is swept another time: no test fails for it.
    """
    with closing(connection.get_new_connection(connection.get_connection_params())) as own, own.cursor() as cursor:
        own.autocommit = True
        with suppress(psycopg2.OperationalError):
            cursor.execute("VACUUM (SKIP_LOCKED)")
            _forget_counts(cursor, connection.introspection.django_table_names(include_views=False))


def with_pages(cursor: CursorWrapper, tables: list[str]) -> list[str]:
    """Of 250 tables a test writes to some 30. What has no page has no row; each DELETE there would be planned anew."""
    cursor.execute("SELECT name FROM unnest(%s::text[]) name WHERE pg_relation_size(name::regclass) > 0", [tables])
    return [name for (name,) in cursor.fetchall()]


def _forget_counts(cursor: CursorWrapper, tables: list[str]) -> None:
    """Whoever counts a table does it while it is empty. The planner would go on taking it for empty when a test fills
    it with thousands of rows, and read all of one table for each row of another."""
    never = "relpages = 0, reltuples = -1"
    changed = "(relpages, reltuples) IS DISTINCT FROM (0, -1)"  # or each test would leave as many dead rows of pg_class
    cursor.execute(f"UPDATE pg_class SET {never} WHERE oid = ANY(%s::regclass[]) AND {changed}", [tables])


def end_other_sessions() -> None:
    """End every other session of this database, so that it can be dropped. A server that comes back is waited for."""
    for seconds in (1, 3, 10, None):
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        except OperationalError:
            if seconds is None:
                raise
            time.sleep(seconds)
        else:
            break
        finally:
            connection.close()


@contextmanager
def _truncate_allowed() -> Iterator[None]:
    """For the owner of the tables, who may change them but not switch off all triggers at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_not\\_emptied'")
        tables = [name for (name,) in cursor.fetchall()]
        for change in ("DISABLE", "ENABLE"):
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} {change} TRIGGER {table}_not_emptied")
            if change == "DISABLE":
                yield


def may_skip_triggers() -> bool:
    """The servers of `make test` let us; a database that somebody lends us with DATABASE_URL may not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()[0]
