"""Each section that needs no PostGIS runs to its end over a directory of a few. What they take is not looked at."""

import pytest
from django.core.management import call_command
from django.db import connection

from benchmarks import batches, freshness, intakes, limits, near_misses, ours, reverse_match, searches
from benchmarks.context import Context
from benchmarks.database import execute
from benchmarks.directory import DAY, SEED
from benchmarks.measure import CpuClock
from benchmarks.rivals import read_model
from providers.demo.loading import seed
from providers.directory.models import Offering

PROVIDERS = 120

pytestmark = pytest.mark.django_db(transaction=True)  # the change log is read by transactions, so there must be some


@pytest.fixture
def context(monkeypatch, settings, tmp_path) -> Context:
    call_command("load_catalog", verbosity=0)
    seed(providers=PROVIDERS, seed=SEED, on=DAY, tell=lambda _count: None)
    read_model.create()
    execute("ANALYZE", "SET jit = off")  # as benchmarks.settings has it: compiling a plan takes seconds
    settings.SNAPSHOT_DIR = tmp_path / "snapshots"
    monkeypatch.setattr(Context, "cases", lambda *_: 3)
    clock = CpuClock([connection.connection.info.backend_pid])
    return Context(scale=1_000, clock=clock, catalog=intakes.catalog(), postgis_absent="a test")


@pytest.fixture
def built(context) -> ours.Directory:
    return ours.build_anew(context)


def test_freshness_finds_what_changed_and_puts_it_back(context, built):
    before = prices()

    freshness.measure(context, built)

    assert context.details["freshness"]["locations"] >= freshness.CHANGED
    assert context.figures.keys() >= {"change_check_ms", "changes_100_ms"}
    assert prices() == before


def prices() -> list[tuple[int, int]]:
    return list(Offering.objects.order_by("pk").values_list("pk", "price_per_session"))


def test_searches_and_near_misses(context, built):
    searches.measure(context, ours.engines(built.index))
    near_misses.measure(context, built)
    reverse_match.measure(context)

    assert context.verified == {f"searches.{name}": 3 for name in intakes.SETS} | {
        "near_misses": 9,
        "reverse": context.verified["reverse"],
    }


def test_batches_and_limits(context, built, monkeypatch):
    for name, few in {"OPEN": 300, "STRETCH": 2, "LOOP": 20}.items():
        monkeypatch.setattr(batches, name, few)

    batches.measure(context)
    limits.measure(context)

    assert context.verified == {"batch": 6}  # three stretches
    assert context.figures["intakes_per_s_core"]
