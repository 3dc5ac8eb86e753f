"""The other way round: watches that a listing suits are those whose search, asked of the engine, has it."""

import random
from itertools import count
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from matching import engine
from matching.index import searches_of
from matching.search.assembly import candidates_at
from matching.snapshots.export import listings_of
from matching.watches.answers import requirements_of_watch
from matching.watches.enums import HowOften, WatchKind, WatchState
from matching.watches.looking.reach import all_searches, searches_around, suited
from matching.watches.models import Watch, WatchChoice
from providers.directory.models import PracticeLocation
from tests.conftest import EXAMPLES, NOW
from tests.factories.catalog import fill_catalog
from tests.factories.consultations import make_asker
from tests.factories.providers import OAKLAND, make_hours, make_listed_location, make_offering
from treatments.models import AreaConcern

numbers = count()
WISHES = ("woman", "step_free", "speaks:es", "doctor")
SLOTS = ("weekday_morning", "weekday_evening", "saturday")


class TestReach(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        fill_catalog(now=NOW)

    @settings(max_examples=EXAMPLES)
    @given(st.integers(0, 2**32))
    def test_it_names_the_watches_that_the_engine_would_list_it_for(self, seed):
        rng = random.Random(seed)
        pairs = list(AreaConcern.objects.filter(is_active=True).select_related("area", "concern").order_by("pk"))[:6]
        places = [a_place(rng, pairs) for _ in range(3)]
        watches = [a_watch(rng, pairs) for _ in range(15)]

        facts = listings_of([place.pk for place in places])
        found = suited(facts, on=NOW)

        assert found == by_engine(watches, places)
        assert suited(facts, on=NOW, searches=all_searches()) == found


def by_engine(watches: list[Watch], places: list[PracticeLocation]) -> set[tuple[int, int]]:
    """Each watch asked by itself."""
    found = set()
    for watch in watches:
        wanted = requirements_of_watch(watch, on=NOW)
        ranking = engine.rank(wanted, candidates_at([place.pk for place in places], wanted, on=NOW))
        found |= {(watch.pk, match.candidate.provider_id) for match in ranking.matches if watch.is_live}
    return found


def a_place(rng: random.Random, pairs: list[AreaConcern]) -> PracticeLocation:
    """Some just on the circle of a watch, some hidden, some on Saturdays."""
    place = make_listed_location(
        now=NOW,
        area_concerns=[pairs[0]],
        price=rng.choice((100, 150, 200, 250)),
        latitude=OAKLAND[0] + rng.choice((0, 0.07236, 0.0724, 0.145, 0.3)),
        longitude=OAKLAND[1] + rng.choice((0, 0.01, -0.2)),
        accepting_patients=rng.random() < 0.9,
        step_free_access=rng.random() < 0.5,
    )
    for pair in rng.sample(pairs[1:], rng.randint(0, 4)):
        make_offering(place, pair, price_per_session=rng.choice((100, 150, 200, 250)))
    if rng.random() < 0.3:
        make_hours(place, 5)
    return place


def a_watch(rng: random.Random, pairs: list[AreaConcern]) -> Watch:
    asked = rng.sample(pairs, rng.choice((1, 1, 2)))
    areas = sorted({pair.area.slug for pair in asked}) if rng.random() < 0.8 else []
    concerns = sorted({pair.concern.slug for pair in asked}) if not areas or rng.random() < 0.7 else []
    slots = sorted(rng.sample(SLOTS, rng.choice((0, 1, 2))))
    musts = sorted(rng.sample(WISHES, rng.choice((0, 0, 1))))
    state = rng.choice((WatchState.LIVE, WatchState.LIVE, WatchState.LIVE, WatchState.STOPPED))
    return Watch.objects.create(
        kind=WatchKind.SEARCH,
        state=state,
        how_often=HowOften.AT_ONCE,
        asker=make_asker(now=NOW),
        language="en",
        choice=WatchChoice.objects.get_or_create(areas=areas, concerns=concerns)[0],
        zip_code="94612",
        latitude=OAKLAND[0],
        longitude=OAKLAND[1],
        radius_miles=rng.choice((5, 10, 15, 25, 50, 100)),
        max_price=rng.choice((None, 100, 150, 200, 400)),
        slots=slots,
        slots_required=bool(slots) and rng.random() < 0.6,
        musts=musts,
        time_zone="America/Los_Angeles",
        answers_hash=uuid4().hex,
        asked_at=NOW,
        confirmed_at=NOW,
        ends_at=NOW.replace(year=NOW.year + 1),
        ended_at=NOW if state == WatchState.STOPPED else None,
    )


@pytest.mark.django_db
def test_the_first_cut_leaves_most_others_out():
    """Or the cost of a change would grow with all watches of the country."""
    rng = random.Random(7)
    pairs = list(AreaConcern.objects.filter(is_active=True).select_related("area", "concern").order_by("pk"))[:6]
    place = a_place(rng, pairs)
    near, far = a_watch(rng, pairs), a_watch(rng, pairs)
    anything = WatchChoice.objects.get_or_create(areas=[], concerns=[])[0]
    Watch.objects.update(state="live", ended_at=None, choice=anything, max_price=None, musts=[])
    Watch.objects.filter(pk=far.pk).update(latitude=25.77, longitude=-80.19)
    PracticeLocation.objects.update(accepting_patients=True)

    cut = searches_around(listings_of([place.pk]))

    assert cut.id.tolist() == [near.pk]
    assert len(all_searches()) == 2
    assert len(searches_of([])) == 0
