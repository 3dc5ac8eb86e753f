"""Whether a request can reach somebody now. Asked before one writes, and again in the transaction that sends."""

from collections.abc import Collection
from datetime import datetime

from matching.consultations.errors import (
    AlreadyAsked,
    BlockedByClinic,
    FiveOpen,
    FullUntil,
    NotAnswering,
    TakesNoRequests,
)
from matching.consultations.models import Asker, BlockedAsker, Nudge, Request
from matching.consultations.models.request import SEATS
from matching.consultations.steps.capacity import full_until
from providers.directory.models import PracticeLocation
from providers.listing.gate import admitted
from providers.vetting.claims.ownership import is_unproven


def require_reachable(place: PracticeLocation, *, now: datetime) -> None:
    """TakesNoRequests unless the gate shows this place, and somebody there reads requests and answers: an account whose
    owner we know. A stranger who was given the profile opens no inbox before we checked their photo ID."""
    user = place.provider.user
    if user is None or not user.is_active or is_unproven(place.provider):
        raise TakesNoRequests
    if place.pk not in admitted([place.pk], now=now):
        raise TakesNoRequests
    if Nudge.objects.pausing().filter(provider=place.provider_id).exists():
        raise NotAnswering


def require_may_ask(place: PracticeLocation, asker_ids: Collection[int], *, now: datetime) -> None:
    """All that is told before one writes. BlockedByClinic, AlreadyAsked, FiveOpen, FullUntil, TakesNoRequests."""
    require_reachable(place, now=now)
    require_welcome(place, asker_ids)
    if (until := full_until(place, now=now)) is not None:
        raise FullUntil(until)


def require_welcome(place: PracticeLocation, asker_ids: Collection[int]) -> int:
    """Not blocked, no open request with this provider, and a chair free among the five, which is returned."""
    if BlockedAsker.objects.filter(provider=place.provider_id, asker__in=asker_ids).exists():
        raise BlockedByClinic
    theirs = Request.objects.open().filter(asker__in=asker_ids)
    if reference := theirs.filter(provider=place.provider_id).values_list("reference", flat=True).first():
        raise AlreadyAsked(reference)
    taken = list(theirs.values_list("open_seat", flat=True))
    free = set(range(1, SEATS + 1)) - set(taken)
    if not free or len(taken) >= SEATS:
        raise FiveOpen
    return min(free)


def same_person(asker_id: int) -> list[int]:
    """An account may hold several addresses; limits count over all of them."""
    beside = Asker.objects.filter(user__isnull=False, user__askers=asker_id).values_list("pk", flat=True)
    return sorted({asker_id, *beside})
