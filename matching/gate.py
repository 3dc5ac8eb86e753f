"""The last word on who may be shown: SQL on the truth, asked at the moment of showing.

A stored match says who fitted when it was ranked. A license can be revoked a minute later, so whoever shows, mails or
exports providers asks here first. Fails closed: a database that does not answer raises, and nobody is admitted.

Every page with providers asks, so the statement is written by the ORM once a process and planned once a session: both
together took ten times as long as the answer.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any
from weakref import WeakSet

from django.db import connection
from django.db.models import BooleanField, F, Func, Value

from providers.models import PracticeLocation

STATEMENT = "caarisma_gate"
IDS, INSTANT = "the ids", datetime(1, 1, 1, tzinfo=UTC)  # stand for the two parameters while the ORM writes
_prepared: "WeakSet[Any]" = WeakSet()  # database sessions that know the statement


def admitted(location_ids: Iterable[int], *, now: datetime) -> frozenset[int]:
    """Those of the locations that are listed and accept patients at the instant `now` (aware). One query."""
    asked = list(location_ids)
    if not asked:
        return frozenset()
    with connection.cursor() as cursor:
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):  # behind a pooler, sessions are not our own
            cursor.execute(_statement("%(ids)s::bigint[]", "%(now)s::timestamptz"), {"ids": asked, "now": now})
        else:
            _prepare(cursor)
            cursor.execute(f"EXECUTE {STATEMENT} (%s, %s)", [asked, now])
        return frozenset(location for (location,) in cursor.fetchall())


def _prepare(cursor: Any) -> None:
    """Once a session, as part of opening it: on the driver's own cursor, so that it counts as no query of the page."""
    session = connection.connection
    if session not in _prepared:
        with connection.wrap_database_errors:
            cursor.cursor.execute(f"PREPARE {STATEMENT} (bigint[], timestamptz) AS {_statement('$1', '$2')}")
        _prepared.add(session)


class _AnyOf(Func):
    """id = ANY(array): one parameter for any number of ids."""

    template, arg_joiner, output_field = "%(expressions)s)", " = ANY(", BooleanField()


@cache
def _statement(ids: str, instant: str) -> str:
    """`PracticeLocation.objects.listed` as SQL, with `ids` and `instant` where the parameters go."""
    listed = PracticeLocation.objects.listed(on=INSTANT).filter(_AnyOf(F("pk"), Value(IDS)), accepting_patients=True)
    sql, constants = listed.order_by().values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        written = [_written(cursor, constant, ids, instant) for constant in constants]
    return str(sql % tuple(written))


def _written(cursor: Any, constant: object, ids: str, instant: str) -> str:
    if constant == IDS:
        return ids
    return instant if constant == INSTANT else cursor.mogrify("%s", [constant]).decode()
