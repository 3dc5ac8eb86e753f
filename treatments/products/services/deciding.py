"""Whether shots for fat and cellulite are shown: one medical director proposes, another signs or refuses."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from treatments.products.models import FatUseDecision

ABOUT = "shots for fat"


@transaction.atomic
def propose_fat_use(*, shown: bool, why: str, by: User, now: datetime) -> FatUseDecision:
    """UserFacingError when another proposal waits, or when it would change nothing."""
    if shown == fat_use_is_shown():
        raise UserFacingError(_("This is how it is now. There is nothing to decide."))
    try:
        with transaction.atomic():
            decision = FatUseDecision.objects.create(shown=shown, why=why.strip(), first_by=by, first_at=now)
    except IntegrityError:  # one at most waits: two directors at once find out here
        raise UserFacingError(_("Another proposal waits. Sign or refuse that one first.")) from None
    write_audit(actor=by, verb="proposed", about=ABOUT, now=now, decision=decision.pk, shown=shown)
    return decision


@transaction.atomic
def decide_fat_use(*, decision_id: int, sign: bool, by: User, now: datetime) -> FatUseDecision:
    """Another person than the one who proposed, and who shall read what they sign: `decision_id` is what they saw."""
    decision = FatUseDecision.objects.select_for_update().filter(pk=decision_id).first()
    if decision is None or decision.outcome:
        raise UserFacingError(_("This is decided already."))
    if decision.first_by_id == by.pk:
        raise UserFacingError(_("You proposed this. Another medical director has to sign it."))
    decision.outcome = FatUseDecision.SIGNED if sign else FatUseDecision.REFUSED
    decision.second_by, decision.second_at = by, now
    decision.save(update_fields=["outcome", "second_by", "second_at"])
    write_audit(actor=by, verb=decision.outcome, about=ABOUT, now=now, decision=decision.pk, shown=decision.shown)
    return decision


def fat_use_is_shown() -> bool:
    """Off until two people sign."""
    newest = FatUseDecision.objects.in_force().first()
    return newest is not None and newest.shown
