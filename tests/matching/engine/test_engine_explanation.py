from dataclasses import replace
from statistics import median

import pytest
from hypothesis import given

from matching.engine import (
    CURRENT,
    Factor,
    Fit,
    ReasonCode,
    Slot,
    Terms,
    explain,
    fit,
    rank,
    summarize,
)
from tests.matching.engine.engine_strategies import (
    DAY,
    FACE_LINES,
    GOOD,
    NECK_LINES,
    SCALP_HAIR,
    SEARCH,
    TODAY,
    directories,
    requirements,
)

DRAWBACKS = {
    ReasonCode.FARTHER, ReasonCode.FAR, ReasonCode.COSTS_MORE, ReasonCode.FIRST_VISIT_FEE, ReasonCode.OPENING_FAR,
    ReasonCode.OPENING_UNKNOWN, ReasonCode.CLOSED_IN_SLOTS, ReasonCode.LITTLE_EXPERIENCE, ReasonCode.LACKS_WISHES,
    ReasonCode.NO_WEEKEND, ReasonCode.NO_VIDEO, ReasonCode.SELF_REPORTED, ReasonCode.FREE_IN_SLOTS_LATE,
}  # fmt: skip
PERFECT = replace(
    GOOD,
    latitude=SEARCH.latitude,
    terms={1: Terms(150, 10**6)},
    next_opening=TODAY,
    slots=frozenset(Slot),
    traits=GOOD.traits | {"video_first"},
)


def explained(candidates, search=SEARCH):
    """provider id -> explanation. The first candidate gets provider id 0, and so on."""
    crowd = [replace(candidate, provider_id=n, location_id=n) for n, candidate in enumerate(candidates)]
    matches = rank(search, crowd).matches
    return {match.candidate.provider_id: explain(search, match, summarize(matches)) for match in matches}


def codes(explanation):
    return [reason.code for reason in explanation.reasons]


def drawback(candidates, search=SEARCH):
    """What is good to know about the first candidate."""
    told = explained(candidates, search)[0].drawback
    return told.code, dict(told.params)


def test_reasons_come_by_how_much_they_lift_over_the_middle_of_the_list():
    special = replace(GOOD, latitude=37.82, terms={1: Terms(160, 120)})

    reasons = explained([special, GOOD, GOOD])[0].reasons

    assert [(reason.code, dict(reason.params)) for reason in reasons] == [
        (ReasonCode.LOWEST_COURSE_COST, {"amount": 960}),  # 6.7 points over the middle
        (ReasonCode.NEAREST, {"miles": 1.382}),  # 2.5 points
        (ReasonCode.MOST_EXPERIENCE, {"sessions": 120}),  # 1.4 points
    ]
    assert [reason.factor for reason in reasons] == [Factor.COST, Factor.DISTANCE, Factor.EXPERIENCE]


def test_a_list_of_one_has_no_superlatives():
    assert codes(explained([GOOD])[0]) == [ReasonCode.TREATS_ALL, ReasonCode.NEAR, ReasonCode.PRICE_UNDER_LIMIT]


def test_who_is_known_by_the_zip_code_alone_is_never_the_nearest():
    here = replace(GOOD, latitude=SEARCH.latitude, at_zip_middle=True)
    near, far = replace(GOOD, latitude=37.82), replace(GOOD, latitude=37.90)

    assert ReasonCode.NEAREST not in codes(explained([here, far])[0]), "its door may be farther than it seems"
    assert ReasonCode.NEAREST in codes(explained([near, here])[0])
    assert ReasonCode.NEAR in codes(explained([here])[0])


def test_twins_share_no_superlative():
    told = explained([PERFECT, PERFECT, GOOD])

    assert {ReasonCode.NEAREST, ReasonCode.LOWEST_COURSE_COST, ReasonCode.MOST_EXPERIENCE}.isdisjoint(
        codes(told[0]) + codes(told[1])
    )


def test_lowest_must_hold_for_the_longest_course_too():
    no_fee = replace(GOOD, terms={1: Terms(200, 80)})
    fee = replace(GOOD, terms={1: Terms(185, 80)}, first_visit_fee=95)  # 1,205 to 1,945 against 1,200 to 2,000

    assert codes(explained([no_fee, fee])[0])[0] == ReasonCode.PRICE_UNDER_LIMIT


def test_without_a_limit_a_price_is_compared_with_the_middle():
    search = replace(SEARCH, max_price=None)
    prices = [replace(GOOD, terms={1: Terms(price, 80)}) for price in (190, 180, 250, 300, 301)]

    first = explained(prices, search)[0].reasons[0]

    assert (first.code, dict(first.params)) == (ReasonCode.COSTS_LESS, {"amount": 360})


def test_few_sessions_are_not_praised_even_when_they_are_the_most():
    few = [replace(GOOD, terms={1: Terms(200, done)}) for done in (49, 3, 2)]

    assert ReasonCode.MOST_EXPERIENCE not in codes(explained(few)[0])


def test_a_far_opening_is_not_called_soon():
    search = replace(SEARCH, slots=frozenset())
    late = [replace(GOOD, next_opening=TODAY + days * DAY) for days in (8, 20, 25)]
    soon = [replace(GOOD, next_opening=TODAY + days * DAY) for days in (7, 20, 25)]

    assert ReasonCode.OPENING_SOON not in codes(explained(late, search)[0])
    assert explained(soon, search)[0].reasons[0].params == {"date": TODAY + 7 * DAY, "days": 7}


def test_an_opening_at_a_time_that_was_asked_for_is_told_before_that_the_clinic_is_open_then():
    plain = replace(GOOD, slots=frozenset())
    named = replace(GOOD, openings={Slot.WEEKDAY_MORNING: TODAY + DAY, Slot.SATURDAY: TODAY + 6 * DAY})

    told = {reason.code: dict(reason.params) for reason in explained([named, plain, plain])[0].reasons}

    assert told[ReasonCode.FREE_IN_SLOTS] == {"date": TODAY + 6 * DAY, "slots": ("saturday",)}
    assert ReasonCode.OPEN_IN_SLOTS not in told


def test_one_that_is_far_is_good_to_know_though_the_next_is_soon():
    named = {Slot.WEEKDAY_MORNING: TODAY, Slot.SATURDAY: TODAY + 20 * DAY}

    assert drawback([replace(PERFECT, openings=named)]) == (
        ReasonCode.FREE_IN_SLOTS_LATE,
        {"date": TODAY + 20 * DAY, "slots": ("saturday",)},
    )


def test_open_slots_and_met_wishes_are_named():
    search = replace(
        SEARCH, slots=frozenset({Slot.SUNDAY, Slot.SATURDAY}), wishes=frozenset({"speaks:es", "doctor", "woman"})
    )
    plain = replace(GOOD, traits=frozenset(), slots=frozenset())

    told = {reason.code: dict(reason.params) for reason in explained([GOOD, plain, plain], search)[0].reasons}

    assert told[ReasonCode.OPEN_IN_SLOTS] == {"slots": ("saturday",)}
    assert told[ReasonCode.MEETS_WISHES] == {"codes": ("doctor", "speaks:es")}


@pytest.mark.parametrize(
    ("change", "code", "params"),
    [
        ({"latitude": 38.0}, ReasonCode.FARTHER, {"miles": 13.819, "over": 13.819}),
        ({"terms": {1: Terms(250, 10**6)}}, ReasonCode.COSTS_MORE, {"amount": 600}),
        ({"first_visit_fee": 60}, ReasonCode.FIRST_VISIT_FEE, {"amount": 60, "credited": False}),
        ({"next_opening": TODAY + 20 * DAY}, ReasonCode.OPENING_FAR, {"date": TODAY + 20 * DAY, "days": 20}),
        ({"next_opening": TODAY + 8 * DAY}, ReasonCode.OPENING_FAR, {"date": TODAY + 8 * DAY, "days": 8}),
        ({"next_opening": TODAY + 7 * DAY}, ReasonCode.SELF_REPORTED, {}),
        ({"next_opening": None}, ReasonCode.OPENING_UNKNOWN, {}),
        ({"next_opening": TODAY - DAY}, ReasonCode.OPENING_UNKNOWN, {}),
        ({"slots": frozenset({Slot.SUNDAY})}, ReasonCode.CLOSED_IN_SLOTS, {"slots": ("saturday",)}),
        ({"terms": {1: Terms(150, 49)}}, ReasonCode.LITTLE_EXPERIENCE, {"sessions": 49}),
        ({"traits": frozenset({"woman"})}, ReasonCode.LACKS_WISHES, {"codes": ("speaks:es",)}),
        ({"first_visit_fee": 60, "fee_credited": True}, ReasonCode.FIRST_VISIT_FEE, {"amount": 60, "credited": True}),
        ({}, ReasonCode.SELF_REPORTED, {}),
    ],
)
def test_the_one_thing_good_to_know(change, code, params):
    assert drawback([replace(PERFECT, **change), PERFECT]) == (code, params)


def test_the_drawback_is_the_largest_loss_of_points():
    change = {"terms": {1: Terms(200, 10**6)}, "traits": frozenset({"video_first"})}  # the wish loses 15 points

    assert drawback([replace(PERFECT, **change), PERFECT])[0] == ReasonCode.LACKS_WISHES
    assert drawback([replace(PERFECT, **change | {"traits": PERFECT.traits}), PERFECT])[0] == ReasonCode.COSTS_MORE


def test_that_others_are_nearer_is_said_for_want_of_anything_worth_knowing():
    far, search = replace(PERFECT, latitude=38.01), replace(SEARCH, slots=frozenset())  # 14.5 miles lose the most
    weekdays = frozenset({Slot.WEEKDAY_MORNING})

    assert drawback([replace(far, traits=frozenset({"video_first"})), PERFECT])[0] == ReasonCode.LACKS_WISHES
    assert drawback([replace(far, first_visit_fee=60), PERFECT])[0] == ReasonCode.FIRST_VISIT_FEE
    assert drawback([replace(far, slots=weekdays), PERFECT], search) == (ReasonCode.NO_WEEKEND, {})
    assert drawback([replace(far, traits=GOOD.traits), PERFECT])[0] == ReasonCode.NO_VIDEO
    assert drawback([far, PERFECT])[0] == ReasonCode.FARTHER


def test_of_a_clinic_that_told_no_hours_nothing_is_said_of_weekends():
    search = replace(SEARCH, slots=frozenset())

    assert drawback([replace(PERFECT, slots=frozenset())], search)[0] == ReasonCode.SELF_REPORTED


def test_nobody_is_called_farther_than_a_list_of_one():
    assert drawback([replace(PERFECT, latitude=38.1)]) == (ReasonCode.FAR, {"miles": 20.728})
    assert drawback([replace(PERFECT, latitude=37.9)]) == (ReasonCode.SELF_REPORTED, {})


def test_a_saturday_that_is_named_is_a_weekend_hour():
    search, weekdays = replace(SEARCH, slots=frozenset()), frozenset({Slot.WEEKDAY_MORNING})
    clinic = replace(PERFECT, slots=weekdays)
    named, past = ({Slot.SATURDAY: day} for day in (TODAY + 3 * DAY, TODAY - DAY))

    assert drawback([replace(clinic, openings=named)], search)[0] != ReasonCode.NO_WEEKEND
    assert drawback([replace(clinic, openings=past)], search)[0] == ReasonCode.NO_WEEKEND


def test_how_much_farther_is_said_where_both_doors_are_known():
    """Or so far that it makes no difference."""
    here = replace(PERFECT, latitude=SEARCH.latitude + 0.004, at_zip_middle=True)  # 0.3 miles, counted as 2
    door, far = replace(PERFECT, latitude=SEARCH.latitude + 0.01), replace(PERFECT, latitude=38.01)

    assert drawback([here, door]) == (ReasonCode.SELF_REPORTED, {})
    assert drawback([far, here]) == (ReasonCode.FAR, {"miles": 14.51})
    assert drawback([far, replace(far, latitude=37.9, at_zip_middle=True)])[0] == ReasonCode.FARTHER


def test_a_slot_in_which_an_opening_is_named_is_not_called_closed():
    """One Saturday, of a clinic that keeps no hours on Saturdays."""
    search = replace(SEARCH, slots=frozenset({Slot.SATURDAY, Slot.SUNDAY, Slot.WEEKDAY_MORNING}))
    one = {"slots": frozenset({Slot.WEEKDAY_MORNING}), "openings": {Slot.SATURDAY: TODAY + 4 * DAY}}

    assert drawback([replace(PERFECT, **one)], search) == (ReasonCode.CLOSED_IN_SLOTS, {"slots": ("sunday",)})
    assert drawback([replace(PERFECT, **one)], replace(search, slots=frozenset({Slot.SATURDAY})))[0] != (
        ReasonCode.CLOSED_IN_SLOTS
    )


@given(requirements(), directories())
def test_every_claim_is_true_of_the_whole_list(search, directory):
    matches = rank(search, directory).matches
    summary = summarize(matches) if matches else None

    for match in matches:
        told = explain(search, match, summary)
        others = [other for other in matches if other is not match]
        assert 1 <= len(told.reasons) <= 3
        assert DRAWBACKS.isdisjoint(codes(told))
        assert told.drawback.code in DRAWBACKS
        for reason in [*told.reasons, told.drawback]:
            assert is_true(reason, search, match, others)


def is_true(reason, search, match, others):
    quote, params = match.quote, reason.params
    match reason.code:
        case ReasonCode.NEAREST:
            known = not match.candidate.at_zip_middle
            return known and others and all(match.miles < other.counted_miles for other in others)
        case ReasonCode.LOWEST_COURSE_COST:
            less = all(quote.course_low < other.quote.course_low for other in others)
            return others and less and all(quote.course_high <= other.quote.course_high for other in others)
        case ReasonCode.MOST_EXPERIENCE:
            return others and all(params["sessions"] > other.quote.sessions_done for other in others)
        case ReasonCode.PRICE_UNDER_LIMIT:
            return quote.session + params["amount"] == search.max_price and params["amount"] > 0
        case ReasonCode.COSTS_LESS:
            courses = [row.quote.course_low for row in [match, *others]]
            return 0 < params["amount"] <= median(courses) - quote.course_low
        case ReasonCode.NEAR:
            return match.miles <= search.radius_miles / 2
        case ReasonCode.FAR:
            return match.miles > search.radius_miles / 2
        case ReasonCode.FARTHER:
            nearest = min(others, key=lambda other: (other.counted_miles, other.miles < other.counted_miles))
            told = all(row.miles == row.counted_miles for row in (match, nearest))
            return told and params["over"] == pytest.approx(match.miles - nearest.miles) and params["over"] >= 0.1
        case ReasonCode.COSTS_MORE:
            return params["amount"] == quote.course_low - min(other.quote.course_low for other in others) > 0
        case ReasonCode.FIRST_VISIT_FEE:
            return params["amount"] == match.candidate.first_visit_fee > 0
        case ReasonCode.FREE_IN_SLOTS | ReasonCode.FREE_IN_SLOTS_LATE:
            named = [day for slot, day in match.candidate.openings.items() if slot in search.slots and day >= TODAY]
            soon = (params["date"] - TODAY).days <= 7
            return params["date"] == min(named) and soon is (reason.code == ReasonCode.FREE_IN_SLOTS)
        case ReasonCode.OPEN_IN_SLOTS:
            return params["slots"] and set(params["slots"]) <= search.slots & match.candidate.slots
        case ReasonCode.CLOSED_IN_SLOTS:
            named = {slot for slot, day in match.candidate.openings.items() if day >= TODAY}
            return params["slots"] and set(params["slots"]) <= search.slots - match.candidate.slots - named
        case ReasonCode.OPENING_SOON | ReasonCode.OPENING_FAR:
            soon = reason.code == ReasonCode.OPENING_SOON
            return params["date"] == TODAY + params["days"] * DAY and (0 <= params["days"] <= 7) is soon
        case ReasonCode.OPENING_UNKNOWN:
            return match.candidate.next_opening is None or match.candidate.next_opening < TODAY
        case ReasonCode.EXPERIENCE | ReasonCode.LITTLE_EXPERIENCE:
            return params["sessions"] == quote.sessions_done and (quote.sessions_done >= 50) is (
                reason.code == ReasonCode.EXPERIENCE
            )
        case ReasonCode.MEETS_WISHES:
            return params["codes"] and set(params["codes"]) <= search.wishes & match.candidate.traits
        case ReasonCode.LACKS_WISHES:
            return params["codes"] and set(params["codes"]) <= search.wishes - match.candidate.traits
        case ReasonCode.TREATS_ALL:
            served = [any(service.code in params["services"] for service in group) for group in search.groups]
            return all(served) and set(params["services"]) <= set(match.candidate.terms)
        case ReasonCode.NO_WEEKEND:
            named = {slot for slot, day in match.candidate.openings.items() if day >= TODAY}
            return match.candidate.slots and not (match.candidate.slots | named) & {Slot.SATURDAY, Slot.SUNDAY}
        case ReasonCode.NO_VIDEO:
            return "video_first" not in match.candidate.traits
        case ReasonCode.SELF_REPORTED:
            return match.candidate.first_visit_fee == 0


@given(requirements(), directories())
def test_nothing_below_the_middle_of_the_list_is_praised(search, directory):
    matches = rank(search, directory).matches

    for match in matches:
        for reason in explain(search, match, summarize(matches)).reasons:
            if reason.factor:
                assert match.parts[reason.factor] >= median(other.parts[reason.factor] for other in matches)


def test_the_middle_of_a_list_is_the_median_of_each_part():
    two = [replace(GOOD, provider_id=n, location_id=n, terms={1: Terms(200, n)}) for n in (50, 150)]
    three = [*two, replace(GOOD, provider_id=1, location_id=1, terms={1: Terms(200, 0)})]

    assert summarize(rank(SEARCH, two).matches).medians[Factor.EXPERIENCE] == (7_500 + 11_250) / 2
    assert summarize(rank(SEARCH, three).matches).medians[Factor.EXPERIENCE] == 7_500


def test_an_empty_list_has_no_middle():
    with pytest.raises(ValueError, match="empty list"):
        summarize(())


def test_fit_counts_every_point_that_was_asked_for():
    search = replace(
        SEARCH,
        groups=(frozenset({FACE_LINES}), frozenset({NECK_LINES}), frozenset({SCALP_HAIR})),
        max_price=500,
        wishes=frozenset({"speaks:es", "woman"}),
        musts=frozenset({"doctor"}),
    )

    everything = replace(GOOD, terms={1: Terms(100, 1), 3: Terms(100, 1), 5: Terms(100, 1)})
    assert fit(search, everything) == Fit(met=8, asked=9)  # all but a woman
    assert fit(search, GOOD) == Fit(met=6, asked=9)  # nor the scalp, hence no price
    assert fit(search, replace(everything, latitude=45.0, slots=frozenset())) == Fit(met=6, asked=9)


def test_fit_does_not_count_what_was_not_asked_for():
    search = replace(SEARCH, max_price=None, slots=frozenset(), wishes=frozenset())

    assert fit(search, GOOD) == Fit(met=2, asked=2)  # the service and the distance


def test_the_weights_decide_what_the_largest_loss_is():
    change = {"next_opening": None, "terms": {1: Terms(150, 0)}}  # some of the openings, all of the experience
    matches = rank(SEARCH, [replace(PERFECT, **change)]).matches
    loud = replace(CURRENT, points={**CURRENT.points, Factor.OPENINGS: 42, Factor.EXPERIENCE: 5})

    quiet_told = explain(SEARCH, matches[0], summarize(matches)).drawback
    reranked = rank(SEARCH, [replace(PERFECT, **change)], loud).matches
    loud_told = explain(SEARCH, reranked[0], summarize(reranked), loud).drawback

    assert quiet_told.code == ReasonCode.LITTLE_EXPERIENCE
    assert loud_told.code == ReasonCode.OPENING_UNKNOWN
