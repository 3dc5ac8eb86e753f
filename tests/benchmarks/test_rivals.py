"""A rival with other answers would be no rival: on a small directory they rank as the engine does, to the last place.

Those on PostGIS need an extension that the suite does without; the benchmark itself holds them to it before it times.
"""

import pytest
from django.core.management import call_command
from django.db.models import F

from benchmarks import intakes
from benchmarks.database import execute
from benchmarks.directory import DAY, SEED
from benchmarks.rivals import bounding_box, plain, read_model
from benchmarks.rivals.asked_table import BATCH, batch_of_all, write
from benchmarks.rivals.clusters import clusters_of
from matching.engine import Requirements, Service, rank
from matching.search.assembly import candidates_near
from providers.demo.loading import seed
from providers.directory.models import PracticeLocation

PROVIDERS, SEARCHES = 400, 8


@pytest.fixture
def searches(db) -> list[Requirements]:
    """Some of each set, over the beginning of the benchmark's own directory."""
    call_command("load_catalog", verbosity=0)
    seed(providers=PROVIDERS, seed=SEED, on=DAY, tell=lambda _count: None)
    PracticeLocation.objects.filter(first_visit_fee_credited=True).update(first_visit_fee=F("first_visit_fee") * 5)
    execute("ANALYZE")  # without it PostgreSQL plans for empty tables, and takes minutes
    read_model.create()
    execute("ANALYZE benchmark_read_model")
    catalog = intakes.catalog()
    return [search for draw in intakes.SETS.values() for search in draw(catalog, SEARCHES)]


def by_definition(search: Requirements) -> list[int]:
    matches = rank(search, candidates_near(search, on=search.on)).matches
    return [match.candidate.location_id for match in matches[:20]]


def test_rivals_rank_as_the_engine_does(searches):
    expected = [by_definition(search) for search in searches]

    assert sum(map(len, expected)) > SEARCHES
    assert [bounding_box.top(search) for search in searches] == expected
    assert [read_model.top(search) for search in searches] == expected
    assert [plain.top(search) for search in searches[::SEARCHES]] == expected[::SEARCHES]


def test_one_statement_answers_a_batch_as_one_by_one(searches):
    write(BATCH, searches)

    assert batch_of_all() == [read_model.top(search) for search in searches]


def test_a_search_over_plans_is_no_question_for_sql():
    lines = frozenset({Service(1, "face", "lines"), Service(2, "neck", "lines")})
    tone = frozenset({Service(3, "face", "tone"), Service(4, "neck", "tone")})

    class Asked:
        groups = (lines, tone)

    with pytest.raises(ValueError, match="plans"):
        clusters_of(Asked)
