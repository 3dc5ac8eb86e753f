"""The directory of the journeys is made once and then copied: nearly two hundred tests begin with the same rows."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO

import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from matching.snapshots.models import ListingChange
from tests.emptying import KEPT, may_skip_triggers, with_pages
from tests.journeys.directory import make_directory

# Rows say when they were made, and none may come from later than the test that gets them. Tests that go by the
# machine's clock begin later each time, and a row of a minute ago is as good as one of now.
GOOD_FOR = timedelta(minutes=1)
NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass
class Copied:
    """Of this process: its database goes with it."""

    made_at: datetime = NEVER
    rows: dict[str, str] = field(default_factory=dict)  # by table with its columns


copied = Copied()


def put_directory(*, now: datetime) -> None:
    """Into the empty database. Only who may skip triggers can copy."""
    cache.clear()  # the clinics of the test before had the same ids
    if not may_skip_triggers():
        make_directory(now=now)
    elif copied.made_at <= now < copied.made_at + GOOD_FOR:
        _put()
    else:
        begun = now.replace(microsecond=0)
        with time_machine.travel(begun, tick=False):
            make_directory(now=begun)
        _take(made_at=begun)


def _take(*, made_at: datetime) -> None:
    copied.made_at, copied.rows = made_at, {}
    with connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        for table in set(with_pages(cursor, tables)) - KEPT:
            target, rows = f"{table} ({_columns(cursor, table)})", StringIO()
            cursor.copy_expert(f"COPY {target} TO STDOUT", rows)
            if rows.getvalue():
                copied.rows[target] = rows.getvalue()


def _columns(cursor: CursorWrapper, table: str) -> str:
    """Without those that PostgreSQL fills by itself."""
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [table],
    )
    return str(cursor.fetchone()[0])


def _put() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for target, rows in copied.rows.items():
            cursor.copy_expert(f"COPY {target} FROM STDIN", StringIO(rows))
        # News for whoever still has a snapshot of the test before.
        cursor.execute(f"UPDATE {ListingChange._meta.db_table} SET xact = pg_current_xact_id()::text::bigint")
