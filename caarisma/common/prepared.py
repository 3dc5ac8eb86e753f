"""Statements that are planned once a database session: for what is asked so often that writing the statement and
planning it would cost more than the answer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.models import QuerySet

# By itself PostgreSQL plans anew for the first five times, and a session lives for some minutes.
ONE_PLAN = "SET plan_cache_mode = force_generic_plan"


class Prepared:
    """A statement with parameters of these SQL types. `write` gets what stands for each of them, and is called once a
    process. A percent sign that it returns otherwise must be doubled.
    """

    def __init__(self, name: str, types: Sequence[str], write: Callable[..., str]) -> None:
        self._name, self._types, self._write = f"caarisma_{name}", types, cache(write)
        self._call = f"EXECUTE {self._name}" + (f" ({', '.join(['%s'] * len(types))})" if types else "")
        self._sessions: WeakSet[Any] = WeakSet()  # those that know the statement

    def fetch(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows. One query."""
        database = connections[DEFAULT_DB_ALIAS]  # `connection` looks it up anew each time it is named
        try:
            return self._fetch(database, values)
        except DatabaseError:
            database.close_at = 0  # its plans may be of columns that a migration changed: left after this request
            raise

    def _fetch(self, database: Any, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with database.cursor() as cursor:
            if database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):  # behind a pooler, sessions are not our own
                places = [f"%(p{place})s::{kind}" for place, kind in enumerate(self._types)]
                cursor.execute(self._write(*places), {f"p{place}": value for place, value in enumerate(values)})
            else:
                if database.connection not in self._sessions:
                    self._prepare(cursor)
                cursor.execute(self._call, values)
            return cursor.fetchall()

    def _prepare(self, cursor: Any) -> None:
        """As part of opening the session: on the driver's own cursor, so that it counts as no query of the page."""
        sql = self._write(*(f"${place}" for place in range(1, len(self._types) + 1)))
        with connection.wrap_database_errors:
            kinds = f" ({', '.join(self._types)})" if self._types else ""
            cursor.cursor.execute(f"{ONE_PLAN}; PREPARE {self._name}{kinds} AS {sql % ()}")
        self._sessions.add(connection.connection)


def written(rows: "QuerySet[Any, Any]", parameters: Mapping[Any, str]) -> str:
    """A query as the ORM writes it, with parameters in place of the values that stand for them."""
    sql, constants = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        return str(sql.replace("%%", "%%%%") % tuple(_written(cursor, value, parameters) for value in constants))


def _written(cursor: Any, constant: object, parameters: Mapping[Any, str]) -> str:
    for value, parameter in parameters.items():
        if constant == value:
            return parameter
    return str(cursor.mogrify("%s", [constant]).decode()).replace("%", "%%")


def array(ids: Iterable[int]) -> str:
    """Of a parameter's many values: a tenth of what a list costs, each of whose numbers becomes an expression."""
    return "{" + ",".join(map(str, ids)) + "}"
