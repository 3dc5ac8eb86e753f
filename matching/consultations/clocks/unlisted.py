"""Clinics that may not be shown any more while somebody waits for them.

A pause closes nothing. A license or an approval that ended, a suspension, an exclusion: what is not agreed is closed,
and about what is agreed both sides decide; the patient is told that there is something to read.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from matching.consultations import mails
from matching.consultations.enums import RequestState
from matching.consultations.models import Request
from matching.consultations.services.ending import close_not_listed
from matching.consultations.steps.locking import locked_request
from matching.consultations.steps.refusals import one_step
from providers.directory.models import PracticeLocation
from providers.listing.listed import listed_places
from providers.listing.reading import facts_of
from providers.listing.reasons import OFFERS, why_not
from providers.screening.enums import HoldKind


def refused_places(place_ids: Collection[int], *, now: datetime) -> set[int]:
    """Those that the gate refuses for more than a pause, or prices that are hidden. For the banner, too."""
    places = PracticeLocation.objects.filter(pk__in=place_ids)
    listed = set(listed_places(on=now, among=places).values_list("pk", flat=True))
    doubtful = [place for place in places if place.pk not in listed]
    refused = set()
    for facts in facts_of({place.provider_id for place in doubtful}) if doubtful else []:
        holds = tuple(hold for hold in facts.holds if hold.kind != HoldKind.PAUSED)
        codes = {why.code for why in why_not(replace(facts, holds=holds), on=now)}
        if facts.location_id in place_ids and codes - {OFFERS.code}:
            refused.add(facts.location_id)
    return refused


def settle_unlisted(*, now: datetime) -> int:
    """A chore. Returns how many requests were closed."""
    open_ones = Request.objects.open()
    refused = refused_places(set(open_ones.values_list("place", flat=True)), now=now)
    closed = 0
    for request in open_ones.filter(place__in=refused).order_by("pk"):
        if request.state == RequestState.AGREED:
            warn(request_id=request.pk, now=now)
        else:
            close_not_listed(request_id=request.pk, now=now)
            closed += 1
    return closed


@one_step
def warn(*, request_id: int, now: datetime) -> None:
    """Once a visit: "Important: please read before your visit"."""
    request = locked_request(request_id)
    if request.state == RequestState.AGREED and request.visit.starts > now:
        mails.tell_patient(request, "important", now=now, once=IMPORTANT)


IMPORTANT: Final = "visit"
