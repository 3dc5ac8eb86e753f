"""From a listing to the open searches: the same as asking the engine about each of them."""

import random
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching import engine
from matching.index import reverse, searches_of, touched
from tests.matching.index.directories import GOOD, NOW, OAKLAND, a_clinic, a_directory, a_search, candidate, listings

seeds = st.integers(0, 2**32)


@given(seeds)
def test_a_listing_finds_the_searches_that_it_matches(seed):
    rng = random.Random(seed)
    clinics = a_directory(rng, 6)
    wanted = open_searches(rng, 60)

    found = reverse(searches_of(wanted), listings(clinics), on=NOW)

    assert [ids.tolist() for ids in found] == [
        sorted(number for number, search in wanted if not engine.failures(search, candidate(clinic, NOW)))
        for clinic in clinics
    ]


@given(seeds)
def test_whoever_is_not_touched_by_a_change_keeps_their_answer(seed):
    rng = random.Random(seed)
    before = a_directory(rng, 12)
    place = rng.randrange(len(before))
    old, new = before[place], a_clinic(rng, before[place].location_id, before[place].provider_id)
    after = [*before[:place], new, *before[place + 1 :]]
    wanted = open_searches(rng, 40)

    hit = touched(searches_of(wanted), listings([old, replace(new, location_id=-1)]), on=NOW).tolist()

    for number, search in wanted:
        if number not in hit:
            assert shown(search, before) == shown(search, after)


def test_who_only_matches_or_nearly_matches_is_touched():
    dear = replace(GOOD, terms=((11, engine.Terms(5000, 1)),))
    rng = random.Random(5)
    wanted = open_searches(rng, 400)

    hit = set(touched(searches_of(wanted), listings([dear]), on=NOW).tolist())

    assert hit == {n for n, search in wanted if standing(search, dear) <= 1}
    assert 0 < len(hit) < 400


def standing(search, clinic):
    """How many needs fail; many when nothing that is asked for is offered, or when it is out of reach."""
    who = candidate(clinic, NOW)
    asked = {service.code for group in search.groups for service in group}
    reach = max(100, search.radius_miles)
    if not asked & set(who.terms) or who.miles_from(search.latitude, search.longitude) > reach:
        return 99
    return len(engine.failures(search, who))


def test_masks_may_come_signed_as_the_database_sends_them():
    rng = random.Random(6)
    clinics, wanted = a_directory(rng, 40), open_searches(rng, 200)
    told = listings(clinics)
    signed = replace(told, traits=told.traits.astype(np.int64))

    found = [[ids.tolist() for ids in reverse(searches_of(wanted), each, on=NOW)] for each in (told, signed)]

    assert found[0] == found[1]
    assert any(found[0])


def test_no_searches_and_no_listings_are_nobody():
    assert touched(searches_of([]), listings([GOOD]), on=NOW).tolist() == []
    assert reverse(searches_of([]), listings([GOOD]), on=NOW)[0].tolist() == []
    assert touched(searches_of(open_searches(random.Random(1), 5)), listings([]), on=NOW).tolist() == []


def open_searches(rng, count):
    """In a few places, ids in no order."""
    found = []
    for number in rng.sample(range(10_000), count):
        latitude = OAKLAND[0] + rng.randint(-4, 4) / 8
        found.append((number, replace(a_search(rng), latitude=latitude, on=NOW)))
    return found


def shown(search, clinics):
    """All that a person sees of an answer."""
    ranking = engine.rank(search, [candidate(clinic, NOW) for clinic in clinics])
    misses = [(miss.scored.candidate.location_id, miss.relaxation) for miss in ranking.near_misses]
    return [(m.candidate.location_id, m.score, m.parts) for m in ranking.matches], misses, ranking.blocking
