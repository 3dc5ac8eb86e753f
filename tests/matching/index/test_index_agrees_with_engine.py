"""The engine is the definition: on any directory the index says the same, bit for bit, ties included."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.index import build, index_of, overlay
from tests.matching.index.agreeing import assert_agrees
from tests.matching.index.directories import SERVICES, a_clinic, a_directory, a_search, listings

seeds = st.integers(0, 2**32)


@given(seeds, st.sampled_from((1, 2, 5, 12, 40)))
def test_matches_near_misses_and_totals_are_the_engines(seed, size):
    rng = random.Random(seed)
    clinics = a_directory(rng, size)
    index = index_of(build(listings(clinics)))

    for _ in range(4):
        assert_agrees(index, clinics, a_search(rng))


@given(seeds, st.sampled_from((1, 4, 12, 40)))
def test_an_overlay_answers_as_if_built_anew(seed, size):
    rng = random.Random(seed)
    before = a_directory(rng, size)
    after, touched = change(rng, before)
    changed = [clinic for clinic in after if clinic.location_id in touched]
    index = overlay(build(listings(before)), listings(changed), touched)

    for _ in range(4):
        assert_agrees(index, after, a_search(rng))


def change(rng, clinics):
    """(the directory afterwards, ids of the locations touched): some gone, some different, some new, most as before."""
    after, touched = [], set()
    for clinic in clinics:
        fate = rng.choice(("as before", "as before", "touched only", "different", "gone"))
        touched |= {clinic.location_id} if fate != "as before" else set()
        if fate != "gone":
            after.append(a_clinic(rng, clinic.location_id, clinic.provider_id) if fate == "different" else clinic)
    new = [a_clinic(rng, 10 * len(clinics) + 1 + n, rng.randint(1, len(clinics))) for n in range(rng.randint(0, 3))]
    return after + new, touched | {clinic.location_id for clinic in new}


@pytest.mark.parametrize("seed", range(3))
def test_a_crowded_directory_agrees_too(seed):
    rng = random.Random(seed)
    clinics = a_directory(rng, 600)
    index = index_of(build(listings(clinics)))

    rankings = [assert_agrees(index, clinics, a_search(rng)) for _ in range(6)]

    assert sum(len(ranking.matches) for ranking in rankings) > 20, (
        "the searches must find somebody, or nothing is shown"
    )


@pytest.mark.parametrize("seed", range(3))
def test_so_does_one_so_crowded_that_most_rows_are_never_scored(seed):
    """With an overlay too: facts are then read from two parts."""
    rng = random.Random(seed)
    clinics = a_directory(rng, 3000)
    after, touched = change(rng, clinics[:50])
    changed = [clinic for clinic in after if clinic.location_id in touched]
    after += [clinic for clinic in clinics[50:] if clinic.location_id not in touched]
    index = overlay(build(listings(clinics)), listings(changed), touched)
    anyone = replace(
        a_search(rng),
        groups=(frozenset(SERVICES),),
        max_price=None,
        musts=frozenset(),
        radius_miles=50.0,
        slots_required=False,
    )

    for wanted in (anyone, replace(anyone, max_price=150), a_search(rng), a_search(rng)):
        ranking = assert_agrees(index, after, wanted)
        assert wanted is not anyone or len(ranking.matches) > 500
