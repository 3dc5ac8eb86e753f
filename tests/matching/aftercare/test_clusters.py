"""The rules for clusters, without a database."""

from datetime import date, timedelta

import pytest

from matching.aftercare.enums import AlertRule
from matching.aftercare.rules.clusters import ToldVisit, base_rate, clusters, enough

FIRST = date(2026, 9, 1)
R = AlertRule


def told(visit: int, *, days: int = 0, person: str = "", event: bool = True, **more) -> ToldVisit:
    day = FIRST + timedelta(days=days)
    return ToldVisit(visit=visit, person=person or f"p{visit}", day=day, is_event=event, **more)


def found(new: ToldVisit, at_place: list[ToldVisit], with_lot: list[ToldVisit] | None = None, rate: float = 0.005):
    return dict(clusters(new, at_place, with_lot or [], rate=lambda: rate))


@pytest.mark.parametrize(("apart", "opens"), [(0, True), (60, True), (61, False), (-60, True), (-61, False)])
def test_two_within_sixty_days(apart, opens):
    answer = found(told(2, days=100 + apart), [told(1, days=100)])

    assert answer == ({R.TWO: [1, 2]} if opens else {})


def test_one_is_none():
    assert found(told(1), [told(1)]) == {}


def test_two_visits_of_one_person_are_one():
    assert found(told(2, person="ana"), [told(1, person="ana")]) == {}


def test_who_is_well_makes_no_cluster():
    assert found(told(2, event=False), [told(1)]) == {}
    assert found(told(2), [told(1, event=False)]) == {}


def test_three_are_urgent_beside_the_two():
    assert found(told(3, days=40), [told(1), told(2, days=20)]) == {R.TWO: [1, 2, 3], R.THREE: [1, 2, 3]}


def test_three_of_which_two_lie_too_far_apart_are_two():
    answer = found(told(2, days=50), [told(1), told(3, days=100)])

    assert set(answer) == {R.TWO}
    assert len(answer[R.TWO]) == 2


def test_one_with_a_germ_or_a_night_in_hospital_is_enough():
    assert found(told(7, is_grave=True), []) == {R.GRAVE: [7]}


@pytest.mark.parametrize(("days", "lot", "opens"), [(90, "lipo|7", True), (91, "lipo|7", False), (3, "lipo|8", False)])
def test_one_product_and_lot_anywhere_within_ninety_days(days, lot, opens):
    answer = found(told(2, days=days, lot=lot), [], [told(1, lot="lipo|7")])

    assert answer == ({R.LOT: [1, 2]} if opens else {})


def test_a_lot_that_nobody_named_joins_nobody():
    assert found(told(2), [], [told(1)]) == {}


@pytest.mark.parametrize(
    ("answers", "rate", "least"),
    [(5, 0.02, 2), (20, 0.5, 2), (21, 0.001, 2), (40, 0.005, 3), (40, 0.01, 3), (100, 0.01, 5), (400, 0.01, 10)],
)
def test_many_answers_need_more_than_two(answers, rate, least):
    """The smallest count whose Poisson tail is below one of a hundred."""
    assert enough(answers, lambda: rate) == least


def test_the_rate_is_not_asked_where_a_place_has_few_answers():
    assert enough(20, lambda: pytest.fail("asked")) == 2


def test_two_of_a_hundred_answers_are_chance():
    well = [told(visit, event=False) for visit in range(10, 110)]

    assert found(told(2), [told(1), *well], rate=0.01) == {}


def test_the_site_s_rate_begins_at_half_of_one_percent():
    assert base_rate(0, 0) == 0.005
    assert base_rate(9, 800) == 0.01
