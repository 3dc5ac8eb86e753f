""" "We are here": a clinic that did not answer takes requests again."""

from datetime import datetime

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from matching.consultations.errors import RequestGone
from matching.consultations.models import Nudge
from matching.consultations.steps.refusals import one_step
from providers.vetting.locks import lock_provider


@one_step
def say_we_are_here(*, provider_id: int, by: User, now: datetime) -> bool:
    """By a person of the clinic. Counting begins anew. Whether there was anything to end: pressed twice is once."""
    if lock_provider(provider_id).user_id != by.pk:
        raise RequestGone
    ended = Nudge.objects.open().filter(provider=provider_id).update(ended_at=now, ended_by=by)
    if ended:
        write_audit(actor=by, verb="take requests again", about=f"directory.provider {provider_id}", now=now)
    return bool(ended)
