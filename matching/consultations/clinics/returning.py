""" "We are here": a clinic that did not answer takes requests again. Three times in 30 days; then the desk decides."""

from datetime import datetime

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from matching.consultations.errors import DeskDecides, RequestGone, Stale
from matching.consultations.models import Nudge
from matching.consultations.models.nudge import MOST_HERE
from matching.consultations.steps.refusals import one_step
from providers.teams.acting import is_allowed
from providers.teams.enums import Did
from providers.teams.rules.deeds import Deed
from providers.teams.services.acts import note
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.locks import lock_provider


@one_step
def say_we_are_here(*, provider_id: int, by: User, now: datetime) -> bool:
    """By a person of the clinic. Counting begins anew. Whether there was anything to end: pressed twice is once.
    DeskDecides after the third time in 30 days: each time three more people waited in vain.
    """
    provider = lock_provider(provider_id)
    if not is_allowed(by.pk, provider, Deed.ANSWER):
        raise RequestGone
    nudge = Nudge.objects.open().filter(provider=provider_id).first()
    if nudge is None:
        return False
    if here_left(provider_id, now=now) == 0:
        raise DeskDecides
    _end(nudge, by=by, now=now)
    note(provider, Did.HERE, by=by, now=now)
    return True


@one_step
def let_back(*, nudge_id: int, by: User, now: datetime) -> None:
    """By staff. Stale if it is over already; UserFacingError for one's own clinic."""
    nudge = Nudge.objects.select_related("provider").get(pk=nudge_id)
    provider = lock_provider(nudge.provider_id)
    require_not_own(provider=provider, by=by)
    if not Nudge.objects.for_desk(on=now).filter(pk=nudge_id).exists():
        raise Stale
    _end(nudge, by=by, now=now)


def here_left(provider_id: int, *, now: datetime) -> int:
    """How many times more its word is enough."""
    return max(0, MOST_HERE - Nudge.objects.said_here(on=now).filter(provider=provider_id).count())


def _end(nudge: Nudge, *, by: User, now: datetime) -> None:
    Nudge.objects.filter(pk=nudge.pk).update(ended_at=now, ended_by=by)
    write_audit(actor=by, verb="take requests again", about=f"directory.provider {nudge.provider_id}", now=now)
