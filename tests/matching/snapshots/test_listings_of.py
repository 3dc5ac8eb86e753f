"""The facts of some listings are read another way than those of all. Both are the same facts."""

from dataclasses import fields

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone

from matching.index import Listings
from matching.snapshots.export import listings_of
from matching.snapshots.merging import RAGGED
from providers.directory.models import PracticeLocation
from tests.factories.providers import make_listed_location, make_location
from tests.matching.search.test_engine_agrees_with_sql import directory
from tests.matching.snapshots.test_index_agrees_with_sql import lively

__all__ = ["directory", "lively"]

pytestmark = pytest.mark.django_db


def told(listings: Listings) -> dict[int, dict[str, object]]:
    """Location -> its facts, what there are several of in one order."""
    single = [column.name for column in fields(Listings) if column.name not in {*RAGGED, *RAGGED.values()}]
    words = [name for name in single if not isinstance(getattr(listings, name), np.ndarray)]
    facts = {}
    for row, location in enumerate(listings.location_id.tolist()):
        mine = {name: getattr(listings, name)[row].item() for name in single if name not in words}
        for starts in set(RAGGED.values()):
            first, last = getattr(listings, starts)[row : row + 2]
            ragged = [getattr(listings, name)[first:last].tolist() for name, of in RAGGED.items() if of == starts]
            mine[starts] = sorted(zip(*ragged, strict=True))
        facts[location] = mine | {name: getattr(listings, name) for name in words}
    return facts


@pytest.mark.parametrize("directory", range(3), indirect=True)
def test_some_are_told_of_as_among_all(lively):
    everyone = told(listings_of(None))
    places = list(PracticeLocation.objects.values_list("pk", flat=True))
    some = set(lively.sample(places, 40))

    assert told(listings_of(places)) == everyone
    assert told(listings_of(some)) == {location: facts for location, facts in everyone.items() if location in some}
    assert listings_of(some).location_id.tolist() == sorted(some & everyone.keys())
    assert any(facts["stretch_starts"] for facts in everyone.values())
    assert len({facts["slots"] for facts in everyone.values()}) > 1


def test_columns_are_of_the_same_types_however_few_there_are():
    make_listed_location(now=timezone.now())
    everyone, nobody = listings_of(None), listings_of([])

    assert len(nobody) == 0
    for column in fields(Listings):
        values = getattr(everyone, column.name)
        assert getattr(values, "dtype", values) == getattr(getattr(nobody, column.name), "dtype", values)


def test_who_is_not_there_is_not_told_of():
    assert len(listings_of([404])) == 0


def test_a_place_with_nothing_is_told_of_as_it_is():
    bare = make_location()

    facts = told(listings_of([bare.pk, 404]))

    assert facts == told(listings_of(None))
    assert facts.keys() == {bare.pk}
    assert (facts[bare.pk]["stretch_starts"], facts[bare.pk]["slots"], facts[bare.pk]["offering_starts"]) == ([], 0, [])


@pytest.mark.parametrize("pooler", [False, True])
def test_some_are_asked_about_in_one_query(pooler, monkeypatch, django_assert_num_queries):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", pooler)
    places = [make_listed_location(now=timezone.now()).pk for _ in range(2)]

    with django_assert_num_queries(1):
        assert listings_of(places).location_id.tolist() == places
