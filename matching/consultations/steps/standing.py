"""Whether a clinic may go on with what is open.

A pause keeps out what is new alone. A suspension, an exclusion, a license or an approval that ended keeps out
everything but what is agreed.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from matching.consultations.enums import RequestState
from matching.consultations.errors import HiddenClinic, TakesNoRequests
from matching.consultations.models import Request
from matching.consultations.steps.locking import share_provider
from providers.directory.models import PracticeLocation
from providers.listing.gate import listed_of_places
from providers.listing.reading import facts_of
from providers.listing.reasons import OFFERS, why_not
from providers.screening.enums import HoldKind


def refused_places(place_ids: Collection[int], *, now: datetime) -> set[int]:
    """Those that the gate refuses for more than a pause, or prices that are hidden. For the banner, too."""
    doubtful = set(place_ids) - listed_of_places(place_ids, now=now)
    if not doubtful:  # each press asks, and nearly always it is so
        return set()
    refused = set()
    for facts in facts_of(set(PracticeLocation.objects.filter(pk__in=doubtful).values_list("provider", flat=True))):
        holds = tuple(hold for hold in facts.holds if hold.kind != HoldKind.PAUSED)
        codes = {why.code for why in why_not(replace(facts, holds=holds), on=now)}
        if facts.location_id in doubtful and codes - {OFFERS.code}:
            refused.add(facts.location_id)
    return refused


def is_kept_out(request: Request, *, now: datetime) -> bool:
    """Whether this is open, not agreed, and its place refused: the sweeper closes it in a moment. Until then nobody
    there reads it.
    """
    waits = request.is_open and request.state != RequestState.AGREED
    return waits and request.place_id in refused_places([request.place_id], now=now)


def require_standing(request: Request, *, to_clinic: bool, now: datetime) -> None:
    """In the words of the side that acts. Whoever hides the provider comes before this, or after the move."""
    share_provider(request.provider_id)
    if request.place_id in refused_places([request.place_id], now=now):
        raise HiddenClinic if to_clinic else TakesNoRequests
