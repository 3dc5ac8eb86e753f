"""Columns out of PostgreSQL: any query's rows as arrays.

The server strings the values of a column together. So few rows of several queries arrive as one, and a million, by COPY
and fifty thousand at a time, as twenty messages and not as a million. No value is turned into text and back.
"""

import io
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.db.models import QuerySet
from numpy.typing import NDArray

ROWS_AT_ONCE = 50_000
Column = NDArray[Any]

HEADER = 19  # signature, flags and the length of an extension that nobody uses
SEPARATOR = "\x1f"


class Kind(NamedTuple):
    """How a column of SQL becomes bytes, and bytes an array. NULL becomes -1, or "" in a text."""

    sql: str
    read: Callable[[bytes], Column]


def _numbers(code: str) -> Callable[[bytes], Column]:
    def read(data: bytes) -> Column:
        return np.frombuffer(data, dtype=f">{code}").astype(code)

    return read


def _instants(data: bytes) -> Column:
    """Whole seconds since 1970, of microseconds since 2000."""
    return np.frombuffer(data, dtype=">i8").astype("i8") // 1_000_000 + 946_684_800


def _texts(data: bytes) -> Column:
    return np.array(str(data, "utf-8").split(SEPARATOR)[:-1], dtype=object)


INTEGER = Kind("int8send(coalesce({0}, -1)::bigint)", _numbers("i8"))
FLOAT = Kind("float8send({0})", _numbers("f8"))
BOOLEAN = Kind("boolsend({0})", lambda data: np.frombuffer(data, dtype="u1").astype(bool))
DAY = Kind("int4send(coalesce({0} - DATE '1970-01-01', -1))", _numbers("i4"))  # days since 1970
INSTANT = Kind("timestamptz_send(coalesce({0}, '1969-12-31 23:59:59Z'))", _instants)
CLOCK = Kind("time_send({0})", lambda data: np.frombuffer(data, dtype=">i8").astype("i8") // 60_000_000)  # minutes
TEXT = Kind("convert_to(coalesce({0}, '') || E'\\x1f', 'UTF8')", _texts)


def columns(rows: "QuerySet[Any, Any]", kinds: Sequence[Kind]) -> list[Column]:
    """One array for each selected column, in no particular order of rows, but all in the same. The first column is a
    number that is never NULL; rows are packed by it.
    """
    sql, parameters = rows.query.sql_with_params()
    pieces = _copied(f"{packed(sql, kinds)} GROUP BY c0 / {ROWS_AT_ONCE}", parameters)
    read = [unpacked(piece, kinds) for piece in pieces]
    return [np.concatenate(column) for column in zip(unpacked([b""] * len(kinds), kinds), *read, strict=True)]


def packed(sql: str, kinds: Sequence[Kind]) -> str:
    """A query for one row, with the columns of another as bytes. NULL where that one has no rows."""
    names = [f"c{place}" for place in range(len(kinds))]
    values = ", ".join(f"string_agg({kind.sql.format(name)}, '')" for kind, name in zip(kinds, names, strict=True))
    return f"SELECT {values} FROM ({sql}) AS selected({', '.join(names)})"  # noqa: S608  what it is given


def unpacked(row: Sequence[Any], kinds: Sequence[Kind]) -> list[Column]:
    return [kind.read(data or b"") for kind, data in zip(kinds, row, strict=True)]


def _copied(sql: str, parameters: Sequence[Any]) -> list[list[bytes]]:
    """The rows of a query whose columns are bytea and never NULL."""
    received = io.BytesIO()
    with connection.cursor() as cursor, connection.wrap_database_errors:
        query = cursor.mogrify(sql, parameters).decode()
        cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT binary)", received)
    return list(_rows(received.getvalue()))


def _rows(data: bytes) -> Iterator[list[bytes]]:
    """See "Binary Format" of COPY in PostgreSQL's manual."""
    at = HEADER
    while (fields := struct.unpack_from(">h", data, at)[0]) != -1:
        at += 2
        row = []
        for _field in range(fields):
            size = struct.unpack_from(">i", data, at)[0]
            at += 4
            row.append(data[at : at + size])
            at += size
        yield row
