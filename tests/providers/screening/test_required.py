"""Which checks a license needs where. No database."""

from datetime import date

import pytest

from providers.directory.enums import Profession
from providers.portal.forms.npi import NOT_LISTED
from providers.screening.enums import CheckKind
from providers.screening.rules.required import EVERYONE, REFUSED, required_checks, required_in
from providers.screening.rules.state_rules import Covers, RuleStatus, Scope, StateRule, StateRules, scope_of

ON = date(2026, 11, 22)
MD, NP, RN = Profession.PHYSICIAN_MD, Profession.NURSE_PRACTITIONER, Profession.REGISTERED_NURSE


def rule(profession: Profession, state: str = "CA", **facts: object) -> StateRule:
    defaults = {"status": RuleStatus.SOURCED, "may_inject": True, "needs_supervisor": True, "read_on": ON}
    defaults |= {"covers": Covers.ANY_INJECTION}
    return StateRule(state=state, profession=profession, **{**defaults, **facts})


def table(*rules: StateRule) -> StateRules:
    return StateRules({(rule.state, rule.profession): rule for rule in rules})


def kinds(profession: Profession, rules: StateRules, state: str = "CA", **facts: bool) -> set[CheckKind]:
    asked = {"claims_board": False, "treats_small_fat": False, **facts}
    return {need.kind for need in required_checks(profession, state, on=ON, rules=rules, **asked)}


def test_a_doctor_needs_what_everybody_needs_and_no_more():
    assert kinds(MD, table(rule(MD, needs_supervisor=False))) == set(EVERYONE)


@pytest.mark.parametrize("profession", [RN, Profession.PHYSICIAN_ASSISTANT])
def test_a_nurse_and_a_pa_need_a_supervisor_whatever_the_table_says(profession):
    assert CheckKind.SUPERVISOR in kinds(profession, table(rule(profession, needs_supervisor=False)))


@pytest.mark.parametrize(("alone", "supervised"), [(True, False), (False, True)])
def test_a_nurse_practitioner_needs_one_where_the_state_says_so(alone, supervised):
    rules = table(rule(NP, needs_supervisor=not alone))

    assert (CheckKind.SUPERVISOR in kinds(NP, rules)) == supervised


def test_where_nobody_has_read_the_rule_the_stricter_one_holds():
    assert CheckKind.SUPERVISOR in kinds(NP, table())


@pytest.mark.parametrize(
    ("fact", "kind"), [("claims_board", CheckKind.BOARD), ("treats_small_fat", CheckKind.PRODUCTS)]
)
def test_some_checks_are_for_those_who_say_so(fact, kind):
    rules = table(rule(MD))

    assert kind not in kinds(MD, rules)
    assert kind in kinds(MD, rules, **{fact: True})


def test_one_case_for_two_states_needs_what_either_asks_for():
    rules = table(rule(NP, "AZ", needs_supervisor=False), rule(NP, "CA"))

    needed = required_in(NP, {"AZ", "CA"}, claims_board=False, treats_small_fat=False, on=ON, rules=rules)

    assert [need.kind for need in needed] == [*EVERYONE, CheckKind.SUPERVISOR]


# --- Scope ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"needs_supervisor": False}, Scope.ALONE),
        ({}, Scope.SUPERVISED),
        ({"may_inject": False}, Scope.NOT_ALLOWED),
        ({"status": RuleStatus.UNVERIFIED}, Scope.UNKNOWN),
        ({"read_on": date(2025, 11, 21)}, Scope.UNKNOWN),
        ({"read_on": date(2025, 11, 22)}, Scope.SUPERVISED),
        ({"read_on": None}, Scope.UNKNOWN),
        ({"in_force_from": date(2026, 11, 23)}, Scope.UNKNOWN),
        ({"in_force_from": ON}, Scope.SUPERVISED),
        ({"effective_to": date(2026, 11, 21)}, Scope.UNKNOWN),
        ({"effective_to": ON}, Scope.SUPERVISED),
        ({"covers": Covers.TOXIN_FILLER}, Scope.NOT_ALLOWED),
        ({"covers": Covers.SILENT}, Scope.UNKNOWN),
        ({"covers": Covers.SILENT, "may_inject": False}, Scope.NOT_ALLOWED),
    ],
)
def test_the_answer_for_a_nurse_practitioner(facts, answer):
    assert scope_of(NP, "CA", on=ON, rules=table(rule(NP, **facts))) == answer


def test_another_states_rule_answers_nothing():
    assert scope_of(NP, "NV", on=ON, rules=table(rule(NP))) == Scope.UNKNOWN


def test_who_is_turned_away_is_no_profession_of_the_directory_and_is_told_at_sign_up():
    assert not REFUSED & set(Profession.values)
    assert dict(NOT_LISTED).keys() == REFUSED - {"lvn"}  # the same license as lpn, by its name in two states
