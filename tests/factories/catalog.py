"""The shipped catalog. One test in twelve wants it: the first of a process loads it as a deploy does, and from then on
its rows are put back as they were, in one statement. What loading does is for `tests/treatments/test_load_catalog.py`.
The least catalog of tests/factories/treatments.py, which every third test wants, is put back the same way.
"""

from collections.abc import Callable, Hashable
from datetime import datetime

from django.db import connection

from treatments.models import (
    Area,
    AreaConcern,
    Claim,
    ClaimSource,
    Concern,
    CostGuide,
    EffectDuration,
    SessionPlan,
    Source,
)
from treatments.services.catalog import load_catalog

# In an order in which each finds what it points at.
TABLES = tuple(
    model._meta.db_table
    for model in (Source, Claim, ClaimSource, SessionPlan, EffectDuration, CostGuide, Area, Concern, AreaConcern)
)
copies: dict[Hashable, list[str | None]] = {}


def fill_catalog(*, now: datetime) -> None:
    """As `load_catalog` leaves it. Where some rows are there already, it is called: then they may differ."""
    put_back_or_make(now.date(), lambda: load_catalog(now=now))  # by the day: rows say when they were made


def put_back_or_make(kept_as: Hashable, make: Callable[[], object]) -> None:
    """What `make` wrote when it was first called with an empty catalog. Where some rows are there, it is called."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' OR '.join(f'EXISTS (SELECT FROM {table})' for table in TABLES)}")
        some = cursor.fetchone()[0]
        if not some and (rows := copies.get(kept_as)):
            put = "INSERT INTO {0} SELECT * FROM json_populate_recordset(NULL::{0}, %s)"
            filled = [(table, of_it) for table, of_it in zip(TABLES, rows, strict=True) if of_it]
            cursor.execute("; ".join(put.format(table) for table, _ in filled), [of_it for _, of_it in filled])
            return
        make()
        if not some:
            cursor.execute(f"SELECT {', '.join(f'(SELECT json_agg(row)::text FROM {table} row)' for table in TABLES)}")
            copies[kept_as] = list(cursor.fetchone())
