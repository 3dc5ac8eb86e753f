"""A whole run: set up what is missing, compare, measure, write it all down."""

import json
import os

from django.db import connections

from benchmarks import (
    batches,
    directory,
    freshness,
    growth,
    intakes,
    limits,
    near_misses,
    ours,
    page,
    postgis,
    results,
    reverse_match,
    searches,
)
from benchmarks.context import Context
from benchmarks.measure import CpuClock
from benchmarks.report import heading
from benchmarks.rivals import read_model


def run(scale: int, *, postgis_absent: str) -> None:
    heading(f"Benchmark at {scale:,} locations")
    load_before = os.getloadavg()
    context = prepared(scale, postgis_absent)
    built = ours.build_anew(context)
    limits.measure(context)
    searches.measure(context, ours.engines(built.index))
    near_misses.measure(context, built)
    reverse_match.measure(context)
    batches.measure(context)
    freshness.measure(context, built)
    growth.measure(context)
    results.summarize(context)
    path = results.write(context, load_before, "" if postgis_absent else postgis.version())
    page.write()
    heading(f"Written: {path.relative_to(path.parents[2])}, docs/benchmarks.md, docs/matching-growth.svg")


def one_round(scale: int, *, postgis_absent: str) -> None:
    """For `growth`: a round of searches, told as JSON on the last line."""
    context = prepared(scale, postgis_absent)
    ours.build_anew(context)
    print(json.dumps(growth.one_round(context)))


def prepared(scale: int, postgis_absent: str) -> Context:
    seconds = directory.prepare(scale) | {"read model": read_model.prepare()}
    if postgis_absent:
        print(f"  The PostGIS rivals are absent: {postgis_absent}")
    else:
        seconds["points"] = postgis.prepare()
    context = Context(
        scale=scale,
        clock=CpuClock(_backends()),
        catalog=intakes.catalog(),
        postgis_absent=postgis_absent,
    )
    context.details["setup_seconds"] = seconds
    context.details["directory"] = directory.sizes()
    return context


def _backends() -> list[int]:
    """Process numbers of our database sessions."""
    for connection in connections.all():
        connection.ensure_connection()
    return [connection.connection.info.backend_pid for connection in connections.all()]
