import datetime
import math
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from matching.engine import Candidate
from tests.matching.engine.engine_strategies import FACE_LINES, FACE_TONE, GOOD, NECK_TONE, SEARCH, Terms


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"groups": ()}, "at least one group"),
        ({"groups": (frozenset({FACE_LINES}), frozenset())}, "none may be empty"),
        ({"latitude": math.nan}, "coordinates"),
        ({"latitude": 90.1}, "coordinates"),
        ({"longitude": -180.1}, "coordinates"),
        ({"longitude": math.inf}, "coordinates"),
        ({"radius_miles": 0.0}, "radius"),
        ({"radius_miles": math.nan}, "radius"),
        ({"radius_miles": math.inf}, "radius"),
        ({"max_price": 0}, "limit"),
        ({"slots": frozenset(), "slots_required": True}, "slots"),
        ({"wishes": frozenset({"speaks:"})}, "no codes of wishes: speaks:"),
        ({"musts": frozenset({"Doctor"})}, "no codes of wishes: Doctor"),
        ({"wishes": frozenset({"doctor"}), "musts": frozenset({"doctor"})}, "not both"),
        ({"price_low": 400}, "low price"),
        ({"price_low": 0}, "low price"),
        ({"sessions_min": 0}, "at least 1 session"),
        ({"sessions_min": 11}, "min before max"),
        ({"on": datetime.datetime(2026, 11, 22, 12, 0)}, "aware"),
    ],
)
def test_a_search_that_contradicts_itself_is_refused(change, why):
    with pytest.raises(ValueError, match=why):
        replace(SEARCH, **change)


def test_a_search_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        SEARCH.max_price = 1


@pytest.mark.parametrize(
    ("groups", "areas"),
    [
        ([{FACE_LINES}], 1),
        ([{FACE_LINES}, {FACE_TONE}], 1),
        ([{FACE_LINES}, {NECK_TONE}], 2),
        ([{FACE_LINES}, {FACE_TONE, NECK_TONE}], 1),  # not sure where the tone: the face will do for both
    ],
)
def test_a_search_needs_the_fewest_areas_that_will_do(groups, areas):
    assert replace(SEARCH, groups=tuple(frozenset(group) for group in groups)).areas == areas


@pytest.mark.parametrize(
    "change",
    [
        {"latitude": math.nan},
        {"longitude": 181.0},
        {"first_visit_fee": -1},
        {"terms": {1: Terms(0, 5)}},
        {"terms": {1: Terms(100, -5)}},
    ],
)
def test_a_candidate_with_impossible_numbers_is_refused(change):
    with pytest.raises(ValueError, match=r"coordinates|price"):
        replace(GOOD, **change)


def test_a_candidate_states_every_fact_and_carries_no_name_no_sex_and_no_money_paid_to_be_listed():
    assert {field.name for field in fields(Candidate)} == {
        "provider_id", "location_id", "latitude", "longitude", "at_zip_middle", "time_zone", "stretches", "accepting",
        "terms", "first_visit_fee", "fee_credited", "slots", "traits", "next_opening", "openings",
    }  # fmt: skip
    with pytest.raises(TypeError):
        Candidate(provider_id=1)
