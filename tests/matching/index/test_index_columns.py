"""Columns that do not fit together are refused in plain words, before anything is built from them."""

from dataclasses import replace

import numpy as np
import pytest

from matching.engine import Terms
from matching.index import build, index_of, match
from tests.matching.index.directories import GOOD, listings
from tests.matching.index.test_index_traps import SEARCH

FINE = listings([GOOD])


@pytest.mark.parametrize(
    ("column", "values", "why"),
    [
        ("provider_id", np.array([1, 2]), "provider_id has 2 entries"),
        ("provider_id", np.array([1.0]), "provider_id is not one row of the right kind"),
        ("provider_id", np.array([[1]]), "provider_id is not one row"),
        ("latitude", np.array([91.0]), "degrees"),
        ("latitude", np.array([np.nan]), "degrees"),
        ("longitude", np.array([-181.0]), "degrees"),
        ("accepting", np.array([0]), "accepting"),
        ("zip_middle", np.array([0]), "zip_middle"),
        ("time_zone", np.array([1]), "time zone"),
        ("slots", np.array([32]), "no slot"),
        ("first_visit_fee", np.array([-1]), "fee"),
        ("price", np.array([0]), r"\$1"),
        ("sessions_done", np.array([-1]), "sessions"),
        ("stretch_starts", np.array([0, 2]), "stretch_starts"),
        ("offering_starts", np.array([1, 1]), "offering_starts"),
        ("offering_starts", np.array([0]), "offering_starts"),
    ],
)
def test_impossible_columns_are_refused(column, values, why):
    with pytest.raises(ValueError, match=why):
        replace(FINE, **{column: values})


def test_too_many_kinds_of_traits_are_refused():
    with pytest.raises(ValueError, match="64"):
        replace(FINE, trait_codes=tuple(f"speaks:{n}" for n in range(65)))


def test_a_location_that_is_listed_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        build(listings([GOOD, GOOD]))


def test_a_service_that_is_offered_twice_at_a_place_is_refused():
    with pytest.raises(ValueError, match="twice"):
        build(listings([replace(GOOD, terms=((11, Terms(1, 1)), (11, Terms(2, 2))))]))


def test_no_place_in_the_list_is_no_search():
    with pytest.raises(ValueError, match="at least one"):
        match(index_of(build(FINE)), SEARCH, limit=0)
