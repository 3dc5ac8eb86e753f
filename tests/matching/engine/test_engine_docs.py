"""What docs/matching.md tells a clinic manager is what the engine does."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from matching.engine import (
    CURRENT,
    RADIUS_STEPS,
    RELAXABLE,
    Change,
    Factor,
    Need,
    ReasonCode,
    Relaxation,
    Slot,
    Terms,
    explain,
    great_circle_miles,
    rank,
    summarize,
)
from matching.engine.factors import FAR_DAYS, HALF_EXPERIENCE, SOON_DAYS, UNTOLD_MILES, USUAL_DAYS
from tests.matching.engine.engine_strategies import DAY, GOOD, SEARCH, TODAY

TEXT = (Path(__file__).parents[3] / "docs" / "matching.md").read_text(encoding="utf-8")
ROWS = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line[:1] == "|"]
NAMES = {"Distance": Factor.DISTANCE, "Course cost": Factor.COST, "Openings": Factor.OPENINGS,
         "Experience": Factor.EXPERIENCE, "Wishes": Factor.WISHES}  # fmt: skip


def clinic(provider_id, miles, price, sessions, days, **change):
    latitude = SEARCH.latitude + miles / great_circle_miles(0, 0, 1, 0)
    facts = {"terms": {1: Terms(price, sessions)}, "next_opening": TODAY + days * DAY, **change}
    return replace(GOOD, provider_id=provider_id, location_id=provider_id, latitude=latitude, **facts)


ADAMS = clinic(1, 5, 225, 150, 5)
BAKER = clinic(2, 12, 180, 450, 16, first_visit_fee=60, slots=frozenset({Slot.SUNDAY}), traits=frozenset())
CLARK = clinic(3, 30, 225, 150, 5)
DIAZ = clinic(4, 5, 317, 150, 5)
RANKING = rank(SEARCH, [DIAZ, CLARK, BAKER, ADAMS])
SUMMARY = summarize(RANKING.matches)


def test_the_weights_on_the_page_are_those_in_force():
    told = {NAMES[row[0]]: int(row[1]) for row in ROWS if row[0] in NAMES and len(row) == 5 and row[1].isdigit()}

    assert told == dict(CURRENT.points)
    assert f"weights `{CURRENT.version}`" in TEXT


def test_the_points_on_the_page_for_what_matters_most_are_those_in_force():
    said = ("Near me", "A low price", "Soon", "What I wished for", "Experience")
    told = {row[0]: [int(cell) for cell in row[1:]] for row in ROWS if row[0] in said and len(row) == 6}

    assert told == {
        name: list(CURRENT.favoring(factor).points.values()) for name, factor in zip(said, Factor, strict=True)
    }


@pytest.mark.parametrize(("place", "column"), [(0, 2), (1, 4)])
def test_the_worked_example_is_what_the_engine_computes(place, column):
    match = RANKING.matches[place]
    told = {row[0]: row[column] for row in ROWS if len(row) == 5 and re.fullmatch(r"\d+\.\d{3}", row[column])}

    expected = {name: f"{match.parts[factor] / 1000:.3f}" for name, factor in NAMES.items()}
    assert match.candidate.provider_id == place + 1
    assert told == {**expected, "Score": f"{match.score / 1000:.3f}"}


def test_the_cards_of_the_example_say_what_the_page_says():
    adams, baker = (explain(SEARCH, match, SUMMARY) for match in RANKING.matches)

    assert {reason.code for reason in adams.reasons} == {
        ReasonCode.NEAREST,
        ReasonCode.OPEN_IN_SLOTS,
        ReasonCode.MEETS_WISHES,
    }
    assert (adams.drawback.code, adams.drawback.params["amount"]) == (ReasonCode.COSTS_MORE, 210)
    assert [reason.code for reason in baker.reasons[:2]] == [ReasonCode.LOWEST_COURSE_COST, ReasonCode.MOST_EXPERIENCE]
    assert baker.reasons[0].params["amount"] == 1140
    assert baker.drawback.code == ReasonCode.CLOSED_IN_SLOTS


def test_the_near_misses_of_the_example_need_what_the_page_says():
    needed = {miss.scored.candidate.provider_id: miss.relaxation for miss in RANKING.near_misses}

    assert needed == {3: Relaxation(Change.WIDEN_RADIUS, 50), 4: Relaxation(Change.RAISE_LIMIT, 317)}


def test_the_table_of_needs_has_them_all_and_says_which_are_never_relaxed():
    start = ROWS.index(["Need", "Who decides", "Can the patient relax it?"]) + 2
    relaxable = [row[2] != "never" for row in ROWS[start : start + len(Need)]]

    assert relaxable == [need in RELAXABLE for need in Need]
    assert f"{', '.join(str(step) for step in RADIUS_STEPS[:-1])} or {RADIUS_STEPS[-1]} miles" in TEXT


def test_the_limits_of_the_factors_are_those_on_the_page():
    assert f"within {SOON_DAYS} days" in TEXT
    assert f"after {FAR_DAYS} days" in TEXT
    assert f"{USUAL_DAYS} days away" in TEXT
    assert f"counts as {UNTOLD_MILES:.0f} miles away" in TEXT
    assert f"sessions / (sessions + {HALF_EXPERIENCE})" in TEXT
    assert f"${SEARCH.price_low} a session and area" in TEXT
    assert f"${SEARCH.price_high} a session and area" in TEXT
