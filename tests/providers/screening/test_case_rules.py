"""What stands against an approval, and what carries a listing."""

from datetime import date, timedelta

import pytest

from providers.screening.enums import CheckKind, CheckResult
from providers.screening.rules.case_rules import Block, Blocker, Recorded, stale, what_blocks
from providers.screening.rules.required import EVERYONE, Required, Why
from providers.screening.rules.state_rules import Scope

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
REQUIRED = [Required(kind, Why.EVERYONE) for kind in EVERYONE]


def check(kind: CheckKind, **facts: object) -> Recorded:
    defaults = {"result": CheckResult.PASS, "report_date": TODAY, "verified_on": TODAY, "good_until": TODAY + 9 * DAY}
    return Recorded(kind=kind, **{**defaults, **facts})


def whole(**changed: Recorded) -> list[Recorded]:
    return [changed.get(kind, check(kind)) for kind in EVERYONE]


def blockers(recorded, *, scope=Scope.ALONE, holds=(), today=TODAY) -> tuple[Blocker, ...]:
    return what_blocks(required=REQUIRED, recorded=recorded, scopes=[("CA", scope)], holds=holds, today=today)


def test_with_every_check_a_pass_nothing_blocks():
    assert blockers(whole()) == ()


@pytest.mark.parametrize(
    ("facts", "block"),
    [
        ({"result": CheckResult.FAIL}, Block.FAILED),
        ({"result": CheckResult.UNABLE}, Block.UNABLE),
        ({"result": CheckResult.UNABLE, "good_until": TODAY + 99 * DAY}, Block.UNABLE),
        ({"good_until": None}, Block.NO_END),
        ({"good_until": TODAY - DAY}, Block.RAN_OUT),
        ({"good_until": TODAY}, None),
        ({"report_date": TODAY - 120 * DAY}, None),
        ({"report_date": TODAY - 121 * DAY}, Block.TOO_OLD),
        ({"report_date": TODAY + DAY}, Block.FROM_THE_FUTURE),
        ({"verified_on": TODAY + DAY}, Block.FROM_THE_FUTURE),
    ],
)
def test_one_check_can_block(facts, block):
    found = blockers(whole(license=check(CheckKind.LICENSE, **facts)))

    assert found == ((Blocker(block, "license"),) if block else ())


def test_before_july_2025_a_source_could_be_180_days_old():
    today = date(2025, 6, 30)
    old = [check(kind, report_date=today - 180 * DAY, verified_on=today) for kind in EVERYONE]

    assert blockers(old, today=today) == ()
    assert len(blockers(old, today=today + DAY)) == len(EVERYONE) - 1  # identity is seen once


def test_a_check_nobody_made_blocks():
    assert blockers(whole()[1:]) == (Blocker(Block.NOT_DONE, "identity"),)


def test_a_check_beyond_the_required_ones_must_pass_too():
    failed = check(CheckKind.BOARD, result=CheckResult.FAIL)

    assert blockers([*whole(), failed]) == (Blocker(Block.FAILED, "board"),)


@pytest.mark.parametrize(
    ("scope", "block"), [(Scope.UNKNOWN, Block.SCOPE_UNKNOWN), (Scope.NOT_ALLOWED, Block.SCOPE_NOT_ALLOWED)]
)
def test_a_rule_that_is_unread_or_says_no_blocks(scope, block):
    assert blockers(whole(), scope=scope) == (Blocker(block, "CA"),)


def test_a_supervised_license_is_no_obstacle_in_itself():
    assert blockers(whole(), scope=Scope.SUPERVISED) == ()


def test_an_open_hold_blocks():
    assert blockers(whole(), holds=["suspended"]) == (Blocker(Block.HELD, "suspended"),)


def test_what_ran_out_is_to_be_made_again_and_what_failed_is_not_stale():
    checks = [
        check(CheckKind.NPI, good_until=TODAY - DAY),
        check(CheckKind.SAM, good_until=TODAY),
        check(CheckKind.PLACE, result=CheckResult.FAIL, good_until=TODAY - DAY),
    ]

    assert stale(checks, today=TODAY) == (CheckKind.NPI,)
