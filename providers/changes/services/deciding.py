"""What the desk says to one change: accepted, turned down, or something more is asked. Never to another one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.changes.services.applying import carry_out, carry_over, tell_open_look
from providers.screening.enums import CaseReason, CaseStatus, CheckResult, EventKind, Fact
from providers.screening.in_the_way import NotReady, blockers_of
from providers.screening.models import ProposedChange, ScreeningCase
from providers.screening.outlook import Outlook, outlook
from providers.screening.rules.touched import gone
from providers.vetting.cases.case_decisions import ask_for_more, decide_case, lock_decidable, require_reasons
from providers.vetting.changes.rows import put_back
from providers.vetting.claims.ownership import approval_of
from providers.vetting.exclusions.matching import match_provider


class NoChange(UserFacingError):
    """The case is about all of the provider."""


def accept_change(
    *, case_id: int, words: str = "", by: User, now: datetime, revision: int | None = None
) -> ProposedChange:
    """Make one change live, with the checks that it needed. The approval keeps its days: no clock starts anew.

    NotReady while anything stands in the way; it always says what. CaseTaken, OutOfDate as for any decision. A match
    with the exclusion list that is found only now stays on record although the rest is undone.
    """
    match_provider(provider_id=ScreeningCase.objects.values_list("provider", flat=True).get(pk=case_id), now=now)
    return _accept(case_id, words, by, now, revision)


@transaction.atomic
def _accept(case_id: int, words: str, by: User, now: datetime, revision: int | None) -> ProposedChange:
    case = lock_decidable(case_id, CaseStatus.APPROVED, by, now, revision)
    change, base = change_of(case), approval_of(case.provider_id)
    assert base is not None, "who was never approved has no changes that wait"
    seen = outlook(case, now=now)
    if blockers := blockers_of(case, now=now, seen=seen):
        raise NotReady(blockers)
    carry_out(change, now=now)
    without = gone(Fact(change.fact), change.values, claims_board=seen.claims_board)
    _approve(case, base, seen, {kind.value for kind in without})
    fields = ["approved_from", "approved_until", "required", "states"]
    decide_case(case, CaseStatus.APPROVED, EventKind.APPROVED, (), words, by, now, fields)
    looks = list(case.checks.filter(result=CheckResult.PASS))
    carry_over(case=case, base=base, without=without)
    tell_open_look(checks=looks, case=case, now=now)
    match_provider(provider_id=case.provider_id, now=now)  # by the name and the places that they have from now on
    change.refresh_from_db()
    return change


def _approve(case: ScreeningCase, base: ScreeningCase, seen: Outlook, without: set[str]) -> None:
    """The approval before, with what this change needed besides: it covers what it covered, and the new state."""
    assert base.approved_until is not None
    case.approved_from, case.approved_until = min(seen.today, base.approved_until), base.approved_until
    needed = {need.kind.value for need in seen.required()}
    case.required = sorted((set(base.required) | needed) - without)
    case.states = sorted({*base.states, *(state for state, _scope in seen.scopes())})


@transaction.atomic
def turn_down_change(
    *, case_id: int, words: str, by: User, now: datetime, revision: int | None = None
) -> ProposedChange:
    """This change does not become live; the provider reads why. Nothing else of theirs is touched."""
    case = lock_decidable(case_id, CaseStatus.TURNED_DOWN, by, now, revision)
    change, reasons = change_of(case), (CaseReason.OTHER,)
    require_reasons(reasons, words)
    decide_case(case, CaseStatus.TURNED_DOWN, EventKind.TURNED_DOWN, reasons, words, by, now, [])
    put_back(change)
    change.refresh_from_db()
    return change


@transaction.atomic
def ask_about_change(
    *, case_id: int, words: str, by: User, now: datetime, revision: int | None = None
) -> ProposedChange:
    """Back to the provider, who answers by changing it or by sending a paper."""
    case = ask_for_more(case_id=case_id, reasons=(CaseReason.OTHER,), words=words, by=by, now=now, revision=revision)
    return change_of(case)


def change_of(case: ScreeningCase) -> ProposedChange:
    change = ProposedChange.objects.select_for_update(of=("self",)).filter(case=case).first()
    if change is None:
        raise NoChange(_("This case is about all of the provider. Decide it at its own page."))
    return change
