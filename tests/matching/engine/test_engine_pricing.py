from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import Terms, quote
from tests.matching.engine.engine_strategies import (
    FACE_LINES,
    FACE_TONE,
    GOOD,
    NECK_LINES,
    NECK_TONE,
    SCALP_HAIR,
    SEARCH,
    directories,
    requirements,
)
from treatments.planning import Dollars, course_cost


def quoted(groups, prices, **facts):
    """`prices`: service -> dollars, or (dollars, sessions done)."""
    terms = {
        service.code: Terms(*price) if isinstance(price, tuple) else Terms(price, 10)
        for service, price in prices.items()
    }
    search = replace(SEARCH, groups=tuple(frozenset(group) for group in groups))
    return quote(search, replace(GOOD, terms=terms, **facts))


def test_concerns_of_one_area_are_treated_in_one_go_at_the_dearer_price():
    assert quoted([{FACE_LINES}, {FACE_TONE}], {FACE_LINES: 200, FACE_TONE: 250}).session == 250


def test_two_areas_cost_both():
    prices = {FACE_LINES: 200, FACE_TONE: 250, NECK_LINES: 180}

    assert quoted([{FACE_LINES}, {FACE_TONE}, {NECK_LINES}], prices).session == 250 + 180


def test_not_sure_takes_the_cheapest_service_of_the_group():
    result = quoted([{FACE_LINES, NECK_LINES, SCALP_HAIR}], {FACE_LINES: 200, NECK_LINES: 180})

    assert (result.session, result.services) == (180, (NECK_LINES.code,))


def test_not_sure_shares_an_area_that_is_paid_for_already():
    prices = {FACE_LINES: 300, FACE_TONE: 300, NECK_TONE: 250}

    result = quoted([{FACE_LINES}, {FACE_TONE, NECK_TONE}], prices)

    assert (result.session, result.services) == (300, (FACE_LINES.code, FACE_TONE.code))


def test_of_equally_cheap_plans_the_more_experienced_one_then_the_lower_codes():
    group = [{FACE_LINES, NECK_LINES, SCALP_HAIR}]

    assert quoted(group, {FACE_LINES: (200, 5), NECK_LINES: (200, 9), SCALP_HAIR: (200, 9)}).services == (3,)


def test_a_plan_is_as_experienced_as_its_weakest_part():
    assert quoted([{FACE_LINES}, {NECK_LINES}], {FACE_LINES: (200, 500), NECK_LINES: (200, 3)}).sessions_done == 3


def test_what_is_not_asked_for_changes_nothing():
    asked = quoted([{FACE_LINES}], {FACE_LINES: (200, 40)})

    assert quoted([{FACE_LINES}], {FACE_LINES: (200, 40), FACE_TONE: (100, 0), NECK_LINES: (50, 0)}) == asked


def test_a_group_that_is_not_offered_has_no_price():
    assert quoted([{FACE_LINES}, {SCALP_HAIR}], {FACE_LINES: 200}) is None


@pytest.mark.parametrize(
    ("credited", "low", "high"),
    [(False, 200 * 6 + 60, 200 * 10 + 60), (True, 200 * 6, 200 * 10)],
)
def test_a_course_is_every_session_and_the_first_visit_unless_it_is_credited(credited, low, high):
    result = quoted([{FACE_LINES}], {FACE_LINES: 200}, first_visit_fee=60, fee_credited=credited)

    assert (result.course_low, result.course_high) == (low, high)


@pytest.mark.parametrize(
    ("fee", "areas", "on_top"), [(200, {FACE_LINES}, 0), (201, {FACE_LINES}, 1), (500, {FACE_LINES}, 300),
                                 (500, {FACE_LINES, SCALP_HAIR}, 150)]
)  # fmt: skip
def test_a_first_session_takes_off_no_more_than_it_costs(fee, areas, on_top):
    """The planner says the same of the same numbers."""
    prices = {FACE_LINES: 200, SCALP_HAIR: 150}

    result = quoted([{area} for area in areas], prices, first_visit_fee=fee, fee_credited=True)

    assert (result.course_low, result.course_high) == (result.session * 6 + on_top, result.session * 10 + on_top)
    session = Dollars(result.session, result.session)
    planned = course_cost(price=session, sessions=6, first_visit_fee=fee, credited=True)
    assert planned.total.low == result.course_low


@given(requirements(), directories(max_size=1), st.data())
def test_a_lower_price_never_makes_anyone_dearer(search, directory, data):
    candidate = directory[0]
    code = data.draw(st.sampled_from(sorted(candidate.terms)))
    price, done = candidate.terms[code]
    cheaper = replace(candidate, terms={**candidate.terms, code: Terms(price - 40, done)})

    before, after = quote(search, candidate), quote(search, cheaper)

    assert (before is None) == (after is None)
    assert before is None or after.session <= before.session


@given(requirements(), directories(max_size=1))
def test_no_way_to_serve_the_groups_is_cheaper_than_the_quote(search, directory):
    candidate = directory[0]
    result = quote(search, candidate)
    bills = []
    for plan in product(*search.groups):
        if all(service.code in candidate.terms for service in plan):
            areas = {service.area for service in plan}
            bills.append(sum(max(candidate.terms[s.code].price for s in plan if s.area == area) for area in areas))

    assert (result.session if result else None) == min(bills, default=None)
