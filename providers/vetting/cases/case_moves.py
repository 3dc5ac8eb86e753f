"""A case from its opening to the desk: opened, sent, claimed, given back, and changed by the provider meanwhile."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.states import require_move
from providers.screening.enums import (
    CASE_MOVES,
    CHECKS_ON,
    CaseKind,
    CaseStatus,
    CheckResult,
    EventKind,
    Fact,
)
from providers.screening.models import ScreeningCase, ScreeningCheck
from providers.screening.rules.due import due_after
from providers.screening.rules.time_limits import Renewal, renewal
from providers.teams.acting import require_not_team
from providers.vetting.cases.case_parts import CLAIM, CaseTaken, clinic_day, is_claimed, move, write_event
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.exclusions.matching import match_provider
from providers.vetting.locks import lock_case, lock_provider


@transaction.atomic
def open_case(*, provider_id: int, kind: CaseKind, by: User | None, now: datetime) -> ScreeningCase:
    """The open look at all of the provider, locked, or a new draft of this kind. There is never more than one."""
    provider = lock_provider(provider_id)
    if existing := provider.screening_cases.whole().open().first():
        return lock_case(existing.pk)
    case = ScreeningCase.objects.create(provider=provider, kind=kind)
    write_event(kind=EventKind.OPENED, by=by, now=now, case=case, from_status="", about=kind)
    return case


@transaction.atomic
def send_case(*, case_id: int, by: User | None, now: datetime) -> ScreeningCase:
    """To the desk: the first time, or again after more was asked for. The due time starts anew. IllegalMove."""
    case = lock_case(case_id)
    require_not_team(case.provider, by)
    require_move(CASE_MOVES, case.status, CaseStatus.SENT)
    case.sent_at, case.due_at = now, due_after(now, kind=case.kind)
    case.owner = case.claimed_until = None
    before = move(case=case, to=CaseStatus.SENT, now=now, fields=["sent_at", "due_at", "owner", "claimed_until"])
    write_event(kind=EventKind.SENT, by=by, now=now, case=case, from_status=before)
    match_provider(provider_id=case.provider_id, now=now)  # the bench shows what the exclusion list says
    return case


@transaction.atomic
def take_case_back(*, case_id: int, by: User, now: datetime) -> ScreeningCase:
    """The provider takes all of it back before any decision: a draft again, in nobody's hands, with nothing checked."""
    case = lock_case(case_id)
    if case.status == CaseStatus.DRAFT:
        return case
    require_move(CASE_MOVES, case.status, CaseStatus.DRAFT)
    case.checks.all().delete()
    case.owner = case.claimed_until = case.sent_at = case.due_at = None
    case.revision += 1
    fields = ["owner", "claimed_until", "sent_at", "due_at", "revision"]
    before = move(case=case, to=CaseStatus.DRAFT, now=now, fields=fields)
    words = _("The number was taken back.")
    write_event(kind=EventKind.CHANGED, by=by, now=now, case=case, from_status=before, about=Fact.IDENTITY, words=words)
    return case


@transaction.atomic
def claim_case(*, case_id: int, by: User, now: datetime, why: str = "") -> ScreeningCase:
    """Take a case for 20 minutes; it is in review from then on. `why` takes over a case that a colleague holds.

    CaseTaken when a colleague holds it and no reason was given. UserFacingError for one's own case.
    """
    case = lock_case(case_id)
    require_not_own(provider=case.provider, by=by)
    if case.status not in {CaseStatus.SENT, CaseStatus.IN_REVIEW}:
        raise CaseTaken(_("This case is not at the desk. It is: %s.") % case.get_status_display().lower())
    held_by_other = case.owner_id != by.pk and is_claimed(case, now=now)
    if held_by_other and not why.strip():
        raise CaseTaken(_("This case is with %s now. Say why you take it over.") % case.owner)
    mine_already = case.owner_id == by.pk and case.status == CaseStatus.IN_REVIEW
    case.owner, case.claimed_until = by, now + CLAIM
    before = move(case=case, to=CaseStatus.IN_REVIEW, now=now, fields=["owner", "claimed_until"])
    if not mine_already:
        kind = EventKind.TAKEN_OVER if held_by_other else EventKind.CLAIMED
        write_event(kind=kind, by=by, now=now, case=case, from_status=before, words=why.strip())
    return case


@transaction.atomic
def release_case(*, case_id: int, by: User, now: datetime) -> ScreeningCase:
    """Give a case back. It stays in review, and anybody may take it. Nothing happens to a case of somebody else."""
    case = lock_case(case_id)
    if case.owner_id == by.pk and case.status == CaseStatus.IN_REVIEW:
        case.owner = case.claimed_until = None
        case.save(update_fields=["owner", "claimed_until", "updated_at"])
        write_event(kind=EventKind.RELEASED, by=by, now=now, case=case)
    return case


@transaction.atomic
def record_fact_change(
    *, provider_id: int, what: Fact, by: User | None, now: datetime, words: str = ""
) -> ScreeningCase:
    """A fact that checks were made on is another one now. Call it in the transaction of the change.

    Of whoever was never approved: what somebody approved wants changed is a row (providers/changes/). In a draft
    nothing was checked; at the desk the checks on that fact are not done any more, and a banner says so. `words`: for
    the desk, where the name of the fact does not say it all.
    """
    case = open_case(provider_id=provider_id, kind=CaseKind.NEW, by=by, now=now)
    return touch_case(case_id=case.pk, what=what, by=by, now=now, words=words)


@transaction.atomic
def touch_case(
    *, case_id: int, what: Fact, by: User | None, now: datetime, words: str = "", kinds: Collection[str] | None = None
) -> ScreeningCase:
    """What this case looks at has changed: its checks on it (`kinds`, or those on the fact) are to be made again."""
    case = lock_case(case_id)
    if case.status != CaseStatus.DRAFT:
        case.checks.filter(kind__in=CHECKS_ON[what] if kinds is None else kinds).delete()
        case.revision += 1
        case.save(update_fields=["revision", "updated_at"])
        write_event(kind=EventKind.CHANGED, by=by, now=now, case=case, about=what, words=words)
    match_provider(provider_id=case.provider_id, now=now)
    return case


@transaction.atomic
def look_again(*, provider_id: int, kind: CaseKind, words: str, by: User | None, now: datetime) -> ScreeningCase:
    """Staff or a monthly job start a renewal or an alert: straight to the desk, with the checks that are in date.

    UserFacingError when a case is open already, and for one's own.
    """
    if by is not None:
        require_not_own(provider=lock_provider(provider_id), by=by)
    case = open_case(provider_id=provider_id, kind=kind, by=by, now=now)
    if case.status != CaseStatus.DRAFT or case.kind != kind:
        raise UserFacingError(_("There is an open case already. Work on that one."))
    _carry_over(case, good_on=clinic_day(case.provider, now=now))
    send_case(case_id=case.pk, by=by, now=now)
    case.refresh_from_db()
    if words.strip():
        write_event(kind=EventKind.CHANGED, by=by, now=now, case=case, words=words.strip())
    return case


def _carry_over(case: ScreeningCase, *, good_on: date) -> None:
    """Copy the passes of the last approval that still hold. Each keeps its own dates and its person, so one that is
    too old for a decision blocks it (screening/rules/case_rules.py). An approval that ended more than 30 days ago is
    no basis for a renewal: everything is checked as for somebody new."""
    approved = ScreeningCase.objects.filter(provider=case.provider_id, status=CaseStatus.APPROVED).first()
    if approved is None or renewal(approved.approved_until, on=good_on) == Renewal.START_OVER:
        return
    kept = approved.checks.filter(result=CheckResult.PASS, good_until__gte=good_on)
    fresh = [check for check in kept if not case.checks.filter(kind=check.kind).exists()]
    for check in fresh:
        check.pk, check.case, check.note = None, case, ""
    ScreeningCheck.objects.bulk_create(fresh)
