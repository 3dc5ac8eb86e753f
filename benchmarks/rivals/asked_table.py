"""Searches as rows of a table, for rivals that answer many in one statement: a batch, or who a new listing suits."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from benchmarks.database import execute
from benchmarks.rivals import read_model
from benchmarks.rivals.scoring import TOP
from caarisma.common.copy_in import copy_in
from matching.engine import Requirements

BATCH = "benchmark_batch"


def write(table: str, searches: Sequence[Requirements]) -> None:
    """A row for each, numbered from 0, with the parameters of the read model's statement as columns."""
    columns = ", ".join(f"{column(name)} {kind}" for name, kind in read_model.PARAMETERS.items())
    execute(f"DROP TABLE IF EXISTS {table}", f"CREATE TABLE {table} (id int PRIMARY KEY, shape text, {columns})")
    rows = (
        [number, read_model.shape_of(search), *map(_written, read_model.values_of(search))]
        for number, search in enumerate(searches)
    )
    asked = [column(name) for name in read_model.PARAMETERS]
    copy_in(table, ["id", "shape", *asked], rows, nullable=asked)
    execute(f"ANALYZE {table}")


def column(name: str) -> str:
    return f"q_{name}"


def _written(value: Any) -> Any:
    return f"{{{','.join(map(str, value))}}}" if isinstance(value, list) else value


def batch_of_all() -> list[list[int]]:
    """The best locations of every search of the batch table, by one statement for each of the three shapes."""
    places = {name: f"search.{column(name)}" for name in read_model.PARAMETERS}
    found: dict[int, dict[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        for shape in read_model.SHAPES:
            cursor.execute(
                f"SELECT search.id, found.location, found.provider FROM (SELECT * FROM {BATCH} WHERE shape = '{shape}' "
                f"OFFSET 0) AS search CROSS JOIN LATERAL ({read_model.statement(shape, places)}) AS found"
            )
            for number, location, provider in cursor.fetchall():
                found.setdefault(number, {}).setdefault(provider, location)
        cursor.execute("RESET enable_seqscan")  # or ours would be planned so as well
        cursor.execute(f"SELECT count(*) FROM {BATCH}")
        count = cursor.fetchone()[0]
    return [list(found.get(number, {}).values())[:TOP] for number in range(count)]
