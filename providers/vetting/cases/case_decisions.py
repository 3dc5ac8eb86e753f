"""The end of a case: approved, turned down, or back to the provider for more."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.states import require_move
from providers.screening.enums import CASE_MOVES, CaseKind, CaseReason, CaseStatus, DecidedHow, EventKind, HoldKind
from providers.screening.flags import flags_on
from providers.screening.in_the_way import NotReady, blockers_of
from providers.screening.models import ScreeningCase
from providers.screening.outlook import outlook
from providers.screening.rules.time_limits import approval_window
from providers.vetting.cases.case_parts import CaseTaken, extend_claim, move, require_same_revision, write_event
from providers.vetting.cases.finishing import finish_decision
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.decisions.holds import suspend_provider
from providers.vetting.exclusions.matching import match_provider
from providers.vetting.locks import lock_case
from providers.vetting.notices.provider_mails import tell_provider

DECIDES_ALONE: Final = "screening.decide_alone"  # what else takes two people


class NeedsTwo(UserFacingError):
    """One person's word is not enough (ADR 24)."""

    def __init__(self) -> None:
        super().__init__(_("This takes a second person, or a medical director."))


def approve_case(
    *,
    case_id: int,
    reasons: Iterable[str] = (),
    words: str = "",
    by: User,
    now: datetime,
    revision: int | None = None,
    first_by: User | None = None,
) -> ScreeningCase:
    """Approve from today, for as long as the time limits allow. The clock starts at this moment and is never set back.

    NotReady while anything blocks; it always says what. CaseTaken as extend_claim says, OutOfDate as
    require_same_revision says. NeedsTwo where there is a flag and `by` is neither the second (`first_by` proposed it)
    nor a medical director. A match with the exclusion list that is found only now stays on record although the
    approval is undone.
    """
    match_provider(provider_id=ScreeningCase.objects.values_list("provider", flat=True).get(pk=case_id), now=now)
    return _approve(case_id, reasons, words, by, now, revision, first_by)


@transaction.atomic
def _approve(
    case_id: int,
    reasons: Iterable[str],
    words: str,
    by: User,
    now: datetime,
    revision: int | None,
    first_by: User | None,
) -> ScreeningCase:
    case = lock_decidable(case_id, CaseStatus.APPROVED, by, now, revision, first_by)
    _require_whole(case)
    seen = outlook(case, now=now)
    if blockers := blockers_of(case, now=now, seen=seen):
        raise NotReady(blockers)
    window = approval_window(seen.today)
    case.approved_from, case.approved_until = window.first, window.last
    case.required = [need.kind.value for need in seen.required()]
    case.states = list(seen.states)
    case.flags = [flag.value for flag in flags_on(case, now=now)]
    enough = _by_enough(case, bool(case.flags), by, first_by)
    fields = ["approved_from", "approved_until", "required", "states", *enough]
    return decide_case(case, CaseStatus.APPROVED, EventKind.APPROVED, reasons, words, by, now, fields)


@transaction.atomic
def turn_down_case(
    *,
    case_id: int,
    reasons: Iterable[str],
    words: str,
    by: User,
    now: datetime,
    revision: int | None = None,
    first_by: User | None = None,
) -> ScreeningCase:
    """Turn the provider down, with reasons from the list and words that the provider reads. NeedsTwo unless `first_by`
    proposed it or `by` is a medical director.

    Who was approved before and fails a later look is suspended as well: the earlier approval must not list them.
    Changes that wait are decided by themselves, whatever becomes of this case.
    """
    case = lock_decidable(case_id, CaseStatus.TURNED_DOWN, by, now, revision, first_by)
    _require_whole(case)
    require_reasons(reasons, words)
    fields = _by_enough(case, True, by, first_by)
    suspended = case.provider.holds.open().filter(kind=HoldKind.SUSPENDED).exists()
    if case.kind in {CaseKind.ALERT, CaseKind.RENEWAL} and not suspended:
        suspend_provider(provider_id=case.provider_id, words=words, by=by, now=now, tells=False)
    return decide_case(case, CaseStatus.TURNED_DOWN, EventKind.TURNED_DOWN, reasons, words, by, now, fields)


def _by_enough(case: ScreeningCase, takes_two: bool, by: User, first_by: User | None) -> list[str]:
    """Write down whose word it took, and name the fields. NeedsTwo where one is not enough."""
    case.first_by = first_by
    if first_by is not None:
        case.decided_how = DecidedHow.TWO
    elif takes_two and not by.has_perm(DECIDES_ALONE):
        raise NeedsTwo
    else:
        case.decided_how = DecidedHow.DIRECTOR if takes_two else DecidedHow.ONE
    return ["first_by", "decided_how", "flags"]


@transaction.atomic
def ask_for_more(
    *, case_id: int, reasons: Iterable[str], words: str, by: User, now: datetime, revision: int | None = None
) -> ScreeningCase:
    """Back to the provider, who mends it and sends it again. Not a decision: nobody is approved or turned down."""
    case = lock_decidable(case_id, CaseStatus.MORE_NEEDED, by, now, revision)
    require_reasons(reasons, words)
    case.reasons, case.reason = sorted(set(reasons)), words.strip()
    case.owner = case.claimed_until = None
    before = move(case=case, to=CaseStatus.MORE_NEEDED, now=now, fields=["reasons", "reason", "owner", "claimed_until"])
    write_event(
        kind=EventKind.MORE_NEEDED, by=by, now=now, case=case, from_status=before, reasons=case.reasons,
        words=case.reason, shown=True,
    )  # fmt: skip
    tell_provider(provider_id=case.provider_id, event="more_needed")
    return case


def lock_decidable(
    case_id: int, to: CaseStatus, by: User, now: datetime, revision: int | None, first_by: User | None = None
) -> ScreeningCase:
    """Of whoever holds the case; the second of two need not."""
    case = lock_case(case_id)
    require_not_own(provider=case.provider, by=by)
    if first_by is None:
        extend_claim(case=case, by=by, now=now)
    elif case.status != CaseStatus.IN_REVIEW:
        raise CaseTaken(_("This case is not in review any more. It is: %s.") % case.get_status_display().lower())
    require_same_revision(case=case, revision=revision)
    require_move(CASE_MOVES, case.status, to)
    return case


def _require_whole(case: ScreeningCase) -> None:
    if case.kind == CaseKind.CHANGE:
        raise UserFacingError(_("This case is about one change. Accept it or turn it down at the case."))


def require_reasons(reasons: Iterable[str], words: str) -> None:
    chosen = set(reasons)
    if not chosen or not chosen <= set(CaseReason.values):
        raise UserFacingError(_("Choose at least one reason."))
    if not words.strip():
        raise UserFacingError(_("Write what the provider should do or know."))


def decide_case(
    case: ScreeningCase,
    to: CaseStatus,
    kind: EventKind,
    reasons: Iterable[str],
    words: str,
    by: User,
    now: datetime,
    fields: list[str],
) -> ScreeningCase:
    case.reasons, case.reason = sorted(set(reasons)), words.strip()
    case.decided_by, case.decided_at, case.claimed_until = by, now, None
    fields = [*fields, "reasons", "reason", "decided_by", "decided_at", "claimed_until"]
    before = move(case=case, to=to, now=now, fields=fields)
    write_event(
        kind=kind, by=by, now=now, case=case, from_status=before, reasons=case.reasons, words=case.reason, shown=True
    )
    finish_decision(case=case, by=by, now=now)
    return case
