"""Exceptions and reinstatements: one person proposes, another decides. The database refuses the same person twice."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.screening.enums import (
    MAY_BE_OVERRIDDEN,
    CaseStatus,
    CheckKind,
    CheckResult,
    DecisionKind,
    DecisionOutcome,
    EventKind,
)
from providers.screening.models import CaseEvent, ProviderHold, ScreeningCase, ScreeningCheck, TwoPersonDecision
from providers.vetting.cases.case_parts import clinic_day, extend_claim, require_same_revision, write_event
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.decisions.holds import end_suspension
from providers.vetting.locks import lock_case, lock_provider

EXCEPTION_HOLDS: Final = timedelta(days=90)  # then the source is asked again


@transaction.atomic
def propose_override(
    *, case_id: int, kind: CheckKind, words: str, by: User, now: datetime, revision: int | None = None
) -> TwoPersonDecision:
    """The first of two people says why a failed or unanswered check should not stand against approval. It is about
    the answer that the check has now, and no other.

    UserFacingError for a check where law or harm is concerned: those are never overridden (providers/enums.py).
    """
    case = lock_case(case_id)
    extend_claim(case=case, by=by, now=now)
    require_same_revision(case=case, revision=revision)
    if kind not in MAY_BE_OVERRIDDEN:
        raise UserFacingError(_("There are no exceptions for this check. It protects patients."))
    if not words.strip():
        raise UserFacingError(_("Say why. The second person reads it, and so will patients in short."))
    check = case.checks.filter(kind=kind).first()
    if check is None or check.result == CheckResult.PASS:
        raise UserFacingError(_("Only a check that failed, or could not be made, needs an exception."))
    if case.decisions.waiting().filter(check_kind=kind).exists():
        raise UserFacingError(_("This was proposed already. It waits for a second person."))
    decision = TwoPersonDecision.objects.create(
        kind=DecisionKind.OVERRIDE,
        case=case,
        check_kind=kind,
        words=words.strip(),
        answer=answer_of(check),
        first_by=by,
        first_at=now,
    )
    write_event(kind=EventKind.OVERRIDE_ASKED, by=by, now=now, case=case, about=kind, words=decision.words)
    return decision


def answer_of(check: ScreeningCheck) -> dict[str, str]:
    """What a check says, as JSON keeps it, with the moment: the same words said again are another answer."""
    columns = ("pk", "result", "finding", "source", "reference", "report_date")
    return {name: str(getattr(check, name)) for name in columns} | {"at": check.verified_at.isoformat()}


def answered_anew(decision: TwoPersonDecision, check: ScreeningCheck | None) -> bool:
    """Whether the check says something else by now, or nothing any more."""
    return check is None or answer_of(check) != decision.answer


@transaction.atomic
def decide(*, decision_id: int, grant: bool, words: str, by: User, now: datetime) -> TwoPersonDecision:
    """The second person's word. UserFacingError for the person who proposed, and when somebody was faster."""
    decision = _lock_decision(decision_id)
    require_not_own(provider=subject_of(decision).provider, by=by)
    if decision.outcome:
        raise UserFacingError(_("%s decided this already.") % decision.second_by)
    if decision.first_by_id == by.pk:
        raise UserFacingError(_("You proposed this. Another person has to decide."))
    if not words.strip():
        raise UserFacingError(_("Say why."))
    decision.outcome = DecisionOutcome.GRANTED if grant else DecisionOutcome.REFUSED
    decision.second_by, decision.second_at, decision.second_words = by, now, words.strip()
    decision.save(update_fields=["outcome", "second_by", "second_at", "second_words", "updated_at"])
    if decision.kind == DecisionKind.OVERRIDE:
        _finish_override(decision, grant=grant, by=by, now=now)
    else:
        _finish_reinstatement(decision, grant=grant, by=by, now=now)
    return decision


def _lock_decision(decision_id: int) -> TwoPersonDecision:
    """After the provider it is about."""
    found = TwoPersonDecision.objects.select_related("case", "hold").get(pk=decision_id)
    lock_provider(subject_of(found).provider_id)
    return TwoPersonDecision.objects.select_for_update(of=("self",)).get(pk=decision_id)


def subject_of(decision: TwoPersonDecision) -> ScreeningCase | ProviderHold:
    subject = decision.case or decision.hold
    assert subject is not None  # a constraint holds it
    return subject


def _finish_override(decision: TwoPersonDecision, *, grant: bool, by: User, now: datetime) -> None:
    """The check becomes a pass that says what it is, for a short time. The event before it keeps the first result."""
    assert decision.case_id is not None
    case = lock_case(decision.case_id)
    check = case.checks.filter(kind=decision.check_kind).first()
    if grant and (check is None or check.result == CheckResult.PASS or case.status != CaseStatus.IN_REVIEW):
        raise UserFacingError(_("The case changed meanwhile. There is nothing left to decide."))
    if grant and answered_anew(decision, check):
        raise UserFacingError(_("The check was answered anew after this was proposed. Only refusing is left."))
    kind = EventKind.OVERRIDE_GRANTED if grant else EventKind.OVERRIDE_REFUSED
    if grant and check is not None:
        _pass_by_exception(check, decision, now)
    write_event(kind=kind, by=by, now=now, case=case, about=decision.check_kind, words=decision.second_words)


def _pass_by_exception(check: ScreeningCheck, decision: TwoPersonDecision, now: datetime) -> None:
    today = clinic_day(check.case.provider, now=now)
    check.result, check.exception = CheckResult.PASS, decision
    check.finding = _("Accepted by two of our staff, not by the source itself")
    check.report_date, check.verified_at, check.verified_by = today, now, decision.second_by
    check.good_until = today + EXCEPTION_HOLDS
    check.save()


def _finish_reinstatement(decision: TwoPersonDecision, *, grant: bool, by: User, now: datetime) -> None:
    hold = decision.hold
    assert hold is not None
    if grant:
        end_suspension(decision=decision, by=by, now=now)
    CaseEvent.objects.create(
        provider=hold.provider,
        kind=EventKind.REINSTATED if grant else EventKind.REINSTATE_REFUSED,
        by=by,
        at=now,
        about=hold.kind,
        words=decision.second_words,
    )
