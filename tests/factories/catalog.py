"""The shipped catalog. One test in twelve wants it: the first of a process loads it as a deploy does, and from then on
its rows are put back as they were, in one statement. What loading does is for `tests/treatments/test_load_catalog.py`.
"""

from datetime import date, datetime

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
copies: dict[date, list[str | None]] = {}  # by the day on which they were loaded: rows say when they were made


def fill_catalog(*, now: datetime) -> None:
    """As `load_catalog` leaves it. Where some rows are there already, it is called: then they may differ."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' OR '.join(f'EXISTS (SELECT FROM {table})' for table in TABLES)}")
        some = cursor.fetchone()[0]
        if not some and (rows := copies.get(now.date())):
            put = "INSERT INTO {0} SELECT * FROM json_populate_recordset(NULL::{0}, %s)"
            cursor.execute("; ".join(put.format(table) for table in TABLES), rows)
            return
        load_catalog(now=now)
        if not some:
            cursor.execute(f"SELECT {', '.join(f'(SELECT json_agg(row)::text FROM {table} row)' for table in TABLES)}")
            copies[now.date()] = list(cursor.fetchone())
