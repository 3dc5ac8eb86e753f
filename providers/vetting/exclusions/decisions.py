"""What staff decide about a match: that it is this person, or, two of them, that it is not."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.exclusions.models import ExclusionHit
from providers.listing.gate import listed_of_providers
from providers.screening.enums import EventKind
from providers.screening.models import CaseEvent
from providers.vetting.cases.own_cases import is_own
from providers.vetting.locks import lock_provider
from providers.vetting.notices.provider_mails import tell_hidden

REVIEWS = "exclusions.review_exclusionhit"
CLEARS = "exclusions.clear_exclusionhit"
NOT_YOURS = gettext_lazy("Your role does not include this decision.")


class CannotDecide(UserFacingError):
    """This person may not decide this now."""


@transaction.atomic
def confirm_exclusion(*, hit_id: int, reason: str, seen: str, by: User, now: datetime) -> ExclusionHit:
    """It is this person. The provider is hidden from now on. `seen`: the fingerprint of what `by` was shown."""
    hit = _lock(hit_id, seen=seen, by=by, permission=REVIEWS)
    if hit.confirmed_at is not None:
        raise CannotDecide(_("Somebody has confirmed this match already."))
    hidden = listed_of_providers([hit.provider_id], now=now)
    hit.confirmed_at, hit.confirmed_by, hit.confirmed_reason, hit.hides = now, by, _why(reason), True
    hit.proposed_at, hit.proposed_by, hit.proposed_reason = None, None, ""
    hit.save()
    _write(EventKind.EXCLUSION_CONFIRMED, hit, words=hit.confirmed_reason, by=by, now=now)
    tell_hidden(hidden)
    return hit


@transaction.atomic
def propose_clearing(*, hit_id: int, reason: str, seen: str, by: User, now: datetime) -> ExclusionHit:
    """It is not this person, says the first of two. Nothing changes for patients yet."""
    hit = _lock(hit_id, seen=seen, by=by, permission=REVIEWS)
    if hit.proposed_at is not None:
        raise CannotDecide(_("Somebody has proposed this already. A second person decides."))
    hit.proposed_at, hit.proposed_by, hit.proposed_reason = now, by, _why(reason)
    hit.save()
    _write(EventKind.EXCLUSION_PROPOSED, hit, words=hit.proposed_reason, by=by, now=now)
    return hit


@transaction.atomic
def clear_exclusion(*, hit_id: int, reason: str, seen: str, by: User, now: datetime) -> ExclusionHit:
    """It is not this person, says the second of two. The database holds that they are two."""
    hit = _lock(hit_id, seen=seen, by=by, permission=CLEARS)
    if hit.proposed_by_id is None:
        raise CannotDecide(_("Nobody has proposed to clear this match. The first person writes why."))
    if hit.proposed_by_id == by.pk:
        raise CannotDecide(_("You proposed this. Somebody else has to clear it."))
    hit.cleared_at, hit.cleared_by, hit.reason = now, by, _why(reason)
    hit.save()
    _write(EventKind.EXCLUSION_CLEARED, hit, words=hit.reason, by=by, now=now)
    return hit


@transaction.atomic
def reject_clearing(*, hit_id: int, reason: str, seen: str, by: User, now: datetime) -> ExclusionHit:
    """The second person is not convinced, or the first takes it back: the match is as open as before."""
    hit = _lock(hit_id, seen=seen, by=by)
    if hit.proposed_at is None:
        raise CannotDecide(_("Nobody has proposed to clear this match."))
    if hit.proposed_by_id != by.pk and not by.has_perm(CLEARS):
        raise CannotDecide(str(NOT_YOURS))
    hit.proposed_at, hit.proposed_by, hit.proposed_reason = None, None, ""
    hit.save()
    _write(EventKind.EXCLUSION_KEPT, hit, words=_why(reason), by=by, now=now)
    return hit


def _write(kind: EventKind, hit: ExclusionHit, *, words: str, by: User, now: datetime) -> None:
    """Into the provider's history, which nobody can change."""
    reference = f"{hit.list_name} {hit.list_date}, match {hit.pk}"
    CaseEvent.objects.create(
        provider=hit.provider, kind=kind, by=by, at=now, about=hit.matched_on, words=words, reference=reference
    )


def _lock(hit_id: int, *, seen: str, by: User, permission: str = "") -> ExclusionHit:
    lock_provider(ExclusionHit.objects.values_list("provider", flat=True).get(pk=hit_id))
    hit = ExclusionHit.objects.select_for_update(of=("self",)).select_related("provider").get(pk=hit_id)
    if permission and not by.has_perm(permission):
        raise CannotDecide(str(NOT_YOURS))
    if is_own(provider=hit.provider, by=by):
        raise CannotDecide(_("This is about you, or about somebody you work with. A colleague has to decide."))
    if hit.cleared_at is not None:
        raise CannotDecide(_("This match was cleared already."))
    if hit.fingerprint != seen:
        raise CannotDecide(_("The facts changed since you opened this page. Look at them again."))
    return hit


def _why(reason: str) -> str:
    if not reason.strip():
        raise CannotDecide(_("Write why."))
    return reason.strip()
