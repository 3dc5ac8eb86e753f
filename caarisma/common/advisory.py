"""The one list of PostgreSQL's advisory locks, and the three ways to take one. A test looks for any taken elsewhere.

Each is a pair of numbers: the lock, and which one of its kind (0 where there is only one).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum, unique

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


@unique
class Lock(IntEnum):
    """A number once given stays with its lock: old and new code run side by side during a deploy."""

    CHORE = 1  # one of them for each row of the sweeper's table
    DELETE_INTAKES = 2
    DELETE_SESSIONS = 3
    REMATCH = 4
    READ_UPLOADS = 5
    IMPORT_REGISTRY = 6
    IMPORT_LISTS = 7
    LOAD_CATALOG = 8
    SEED_DEMO = 9
    RUN_ERRANDS = 10
    IMPORT_ROSTERS = 11
    HURRY_MAIL = 12
    WATCH_PLACES = 13
    WATCHES = 14
    FETCH_CALENDARS = 15
    PUBLISH_DIRECTORY = 23
    PUBLISH_BULK = 24


class SessionIsNotOurs(RuntimeError):
    """Behind a pooler the lock would stay with a session that serves others next: nobody would ever get it again."""


@contextmanager
def held(lock: Lock, one: int = 0, *, by: BaseDatabaseWrapper | None = None) -> Iterator[bool]:
    """Whether nobody else has it; then it is ours until the block ends, or this process does. `by`: another session."""
    session = by or connection
    if session.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        raise SessionIsNotOurs
    mine = _ask("SELECT pg_try_advisory_lock(%s, %s)", lock, one, session)
    try:
        yield mine
    finally:
        if mine and session.is_usable():  # else it went with the session
            _ask("SELECT pg_advisory_unlock(%s, %s)", lock, one, session)


def taken(lock: Lock) -> bool:
    """Take it until the transaction ends, if nobody has it."""
    return _ask("SELECT pg_try_advisory_xact_lock(%s, %s)", lock, 0, connection)


def wait_for(lock: Lock) -> None:
    """Take it until the transaction ends, once nobody else has it."""
    _ask("SELECT pg_advisory_xact_lock(%s, %s)", lock, 0, connection)


def _ask(query: str, lock: Lock, one: int, session: BaseDatabaseWrapper) -> bool:
    with session.cursor() as cursor:
        cursor.execute(query, [lock.value, one])
        return cursor.fetchone()[0] is True
