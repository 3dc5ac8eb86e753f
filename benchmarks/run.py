"""A whole run: set up what is missing, compare, measure, write it all down."""

from importlib.util import find_spec

from django.db import connections

from benchmarks import directory, intakes, limits, postgis, searches
from benchmarks.context import Context
from benchmarks.measure import CpuClock
from benchmarks.report import heading
from benchmarks.rivals import read_model


def run(scale: int, *, postgis_absent: str) -> None:
    heading(f"Benchmark at {scale:,} locations")
    seconds = directory.prepare(scale) | {"read model": read_model.prepare()}
    if not postgis_absent:
        seconds["points"] = postgis.prepare()
    context = Context(
        scale=scale,
        clock=CpuClock(_backends()),
        catalog=intakes.catalog(),
        postgis_absent=postgis_absent,
        fast=find_spec("numba") is not None,
    )
    context.details["setup_seconds"] = seconds
    context.details["directory"] = directory.sizes()
    limits.measure(context)
    searches.measure(context, {})


def _backends() -> list[int]:
    """Process numbers of our database sessions."""
    for connection in connections.all():
        connection.ensure_connection()
    return [connection.connection.info.backend_pid for connection in connections.all()]
