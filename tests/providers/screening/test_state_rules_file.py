"""The table of state rules: whole, honest about what was read, and refused when it is not."""

from datetime import date

import pytest

from providers.directory.enums import Profession
from providers.directory.us import STATES
from providers.screening.rules.required import required_checks
from providers.screening.rules.state_rules import RuleStatus, Scope, scope_of
from providers.screening.rules.state_rules_file import StateRulesInvalid, read_state_rules, state_rules

ON = date(2026, 11, 22)
TERRITORIES = {"AS", "GU", "MP", "PR", "VI"}


def answer(profession: str, state: str, on: date = ON) -> Scope:
    return scope_of(Profession(profession), state, on=on, rules=state_rules())


def test_every_state_and_profession_has_a_row():
    assert set(state_rules().by_key) == {(state, job) for state in STATES for job in Profession}


def test_doctors_may_inject_in_every_state_and_nobody_has_read_the_territories_rules():
    for state in STATES:
        assert answer("md", state) == (Scope.UNKNOWN if state in TERRITORIES else Scope.ALONE)


@pytest.mark.parametrize(
    ("profession", "state", "expected"),
    [
        ("np", "AZ", Scope.ALONE),
        ("np", "CA", Scope.SUPERVISED),
        ("rn", "CA", Scope.SUPERVISED),
        ("pa", "TX", Scope.SUPERVISED),
        ("rn", "AL", Scope.NOT_ALLOWED),
        ("np", "AL", Scope.NOT_ALLOWED),
        ("rn", "FL", Scope.UNKNOWN),
        ("np", "VA", Scope.UNKNOWN),
        ("rn", "NY", Scope.UNKNOWN),
        # what our first table allowed and could not show
        ("np", "NY", Scope.UNKNOWN),  # the law was to end on July 1, 2026
        ("np", "MD", Scope.UNKNOWN),  # a doctor on site
        ("np", "RI", Scope.UNKNOWN),  # an act of 2025 that nobody has read
        ("rn", "AR", Scope.UNKNOWN),  # a draft
        ("rn", "DE", Scope.UNKNOWN),  # a list on the web
        ("pa", "ME", Scope.UNKNOWN),
        ("rn", "ME", Scope.UNKNOWN),
        ("pa", "NH", Scope.UNKNOWN),
        ("rn", "NH", Scope.UNKNOWN),
        ("rn", "AZ", Scope.UNKNOWN),  # nobody has seen which shots the opinion means
        ("rn", "NE", Scope.UNKNOWN),
        ("pa", "AL", Scope.NOT_ALLOWED),
        ("rn", "NV", Scope.NOT_ALLOWED),  # toxin and fillers only
        ("pa", "NV", Scope.NOT_ALLOWED),
        ("rn", "ND", Scope.NOT_ALLOWED),
        ("rn", "WA", Scope.SUPERVISED),
        ("pa", "CA", Scope.SUPERVISED),
        *(("np", state, Scope.SUPERVISED) for state in ("CO", "CT", "DE", "ME", "MA", "MN", "NE", "NV", "SD", "VT")),
    ],
)
def test_what_some_states_say(profession, state, expected):
    assert answer(profession, state) == expected


def test_the_rule_of_illinois_ends_when_its_act_does():
    assert answer("rn", "IL", on=date(2026, 12, 31)) == Scope.SUPERVISED
    assert answer("rn", "IL", on=date(2027, 1, 1)) == Scope.UNKNOWN


@pytest.mark.parametrize(
    ("profession", "state"), [("np", "NY"), ("np", "MD"), ("rn", "AR"), ("rn", "DE"), ("pa", "NH")]
)
def test_a_row_taken_back_says_why(profession, state):
    rule = state_rules().of(state, Profession(profession))

    assert rule.status == RuleStatus.UNVERIFIED
    assert len(rule.note) > 40


def test_no_row_rests_on_a_page_that_contradicts_itself_except_for_doctors():
    for rule in state_rules().by_key.values():
        assert "worldpopulationreview" not in rule.url
        assert "medspastandards" not in rule.url or rule.profession in {"md", "do"}


def test_the_rule_of_texas_begins_when_it_begins():
    assert answer("rn", "TX", on=date(2025, 1, 8)) == Scope.UNKNOWN
    assert answer("rn", "TX", on=date(2025, 1, 9)) == Scope.SUPERVISED


def test_whatever_is_not_read_has_no_source_and_whatever_is_has_one():
    for rule in state_rules().by_key.values():
        assert bool(rule.source and rule.url and rule.read_on) == (rule.status != RuleStatus.UNVERIFIED)
        assert rule.url.startswith("https://") or not rule.url


def test_no_nurse_or_pa_goes_without_a_supervisor_in_any_state():
    for state in STATES:
        for job in (Profession.REGISTERED_NURSE, Profession.PHYSICIAN_ASSISTANT):
            needed = required_checks(job, state, claims_board=False, treats_small_fat=False, on=ON, rules=state_rules())
            assert "supervisor" in {need.kind for need in needed}


# --- What is refused ------------------------------------------------------------------------------------------------
GOOD = """
[[rule]]
states = ["CA"]
professions = ["rn"]
status = "sourced"
may_inject = true
covers = "any_injection"
effective_to = "none"
source = "The board"
read_on = 2026-11-22
"""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"CA"', '"XX"', '"XX" is no state'),
        ('"rn"', '"lpn"', '"lpn" is no profession'),
        ('"sourced"', '"maybe"', 'status "maybe" is not one of'),
        ('"sourced"', '"verified"', "two people do at the desk"),
        ('"sourced"', '"unverified"', "cannot say who may inject"),
        ("may_inject = true\n", "", "does not say may_inject"),
        ('"The board"', '""', "needs a source"),
        ("read_on = 2026-11-22", "", "needs a source and the date"),
        ("may_inject = true", "may_inject = true\nneeds_supervisor = false", "rn needs a supervisor, always"),
        ("may_inject = true", "may_inject = true\ncolor = 1", '"color" is no key'),
        ('["rn"]', '["md"]', "md needs no supervisor"),
        ('["rn"]', "[]", "names no state or no profession"),
        ('covers = "any_injection"\n', "", 'covers "None" is not one of'),
        ('"any_injection"', '"botox"', 'covers "botox" is not one of'),
        ('effective_to = "none"\n', "", "effective_to is neither a date"),
        ('effective_to = "none"', 'effective_to = "soon"', "effective_to is neither a date"),
    ],
)
def test_a_rule_that_cannot_be_is_named(old, new, problem):
    with pytest.raises(StateRulesInvalid, match=problem):
        read_state_rules(GOOD.replace(old, new))


def test_two_rules_for_one_license_are_refused():
    with pytest.raises(StateRulesInvalid, match="CA rn has a rule already"):
        read_state_rules(GOOD + GOOD)


def test_a_table_with_holes_is_refused():
    with pytest.raises(StateRulesInvalid, match="no rule for AL md"):
        read_state_rules(GOOD)
