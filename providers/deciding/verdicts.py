"""The end of a case by one person, by two, or by a medical director. The database holds which it was."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.screening.enums import CaseStatus, DecisionKind, DecisionOutcome, EventKind
from providers.screening.flags import flags_on
from providers.screening.in_the_way import NotReady, blockers_of
from providers.screening.models import ScreeningCase, TwoPersonDecision
from providers.vetting.cases.case_decisions import DECIDES_ALONE, require_reasons
from providers.vetting.cases.case_parts import extend_claim, require_same_revision, write_event
from providers.vetting.cases.cases import approve_case, turn_down_case
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.locks import lock_case

SERVICES: Final = {DecisionKind.APPROVE: approve_case, DecisionKind.TURN_DOWN: turn_down_case}
ASKED: Final = {DecisionKind.APPROVE: EventKind.APPROVAL_ASKED, DecisionKind.TURN_DOWN: EventKind.TURN_DOWN_ASKED}


def takes_two(case: ScreeningCase, kind: DecisionKind, *, by: User, now: datetime) -> bool:
    """Whether this person's word is not enough."""
    if by.has_perm(DECIDES_ALONE):
        return False
    return kind == DecisionKind.TURN_DOWN or bool(flags_on(case, now=now))


@transaction.atomic
def propose_verdict(
    *, case_id: int, kind: DecisionKind, reasons: Iterable[str], words: str, by: User, now: datetime, revision: int
) -> TwoPersonDecision:
    """The first of two. Nothing changes yet; the case stays with whoever has it."""
    case = lock_case(case_id)
    extend_claim(case=case, by=by, now=now)
    require_same_revision(case=case, revision=revision)
    if kind == DecisionKind.TURN_DOWN:
        require_reasons(reasons, words)
    elif blockers := blockers_of(case, now=now):
        raise NotReady(blockers)
    if case.decisions.waiting().filter(kind__in=SERVICES).exists():
        raise UserFacingError(_("A decision was proposed already. It waits for a second person."))
    decision = TwoPersonDecision.objects.create(
        kind=kind,
        case=case,
        words=words.strip() or _("See the flags."),
        answer={"reasons": sorted(set(reasons)), "revision": case.revision, "words": words.strip()},
        first_by=by,
        first_at=now,
    )
    write_event(kind=ASKED[kind], by=by, now=now, case=case, reasons=sorted(set(reasons)), words=decision.words)
    return decision


@transaction.atomic
def answer_verdict(*, decision_id: int, grant: bool, words: str, by: User, now: datetime) -> TwoPersonDecision:
    """The second person's word; a yes carries the decision out. UserFacingError for the one who proposed, when
    somebody was faster, and when the case is not as it was."""
    found = TwoPersonDecision.objects.get(pk=decision_id, kind__in=SERVICES)
    assert found.case_id is not None
    case = lock_case(found.case_id)
    decision = TwoPersonDecision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    require_not_own(provider=case.provider, by=by)
    if decision.outcome:
        raise UserFacingError(_("%s decided this already.") % decision.second_by)
    if decision.first_by_id == by.pk:
        raise UserFacingError(_("You proposed this. Another person has to decide."))
    if not words.strip():
        raise UserFacingError(_("Say why."))
    if grant and case.status != CaseStatus.IN_REVIEW:
        raise UserFacingError(_("The case changed meanwhile. There is nothing left to decide."))
    decision.outcome = DecisionOutcome.GRANTED if grant else DecisionOutcome.REFUSED
    decision.second_by, decision.second_at, decision.second_words = by, now, words.strip()
    decision.save(update_fields=["outcome", "second_by", "second_at", "second_words", "updated_at"])
    if not grant:
        write_event(kind=EventKind.VERDICT_REFUSED, by=by, now=now, case=case, words=decision.second_words)
        return decision
    said = decision.answer
    SERVICES[DecisionKind(decision.kind)](
        case_id=case.pk, reasons=said["reasons"], words=said["words"], by=by, now=now, revision=said["revision"],
        first_by=decision.first_by,
    )  # fmt: skip
    return decision
