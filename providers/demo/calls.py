"""Made-up calls: one clinic whose phone nobody answers, one where somebody got a time, one that said no."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from providers.calls.enums import CallOutcome
from providers.calls.models import CallReport
from providers.calls.services import SILENT, record_call
from providers.directory.models import PracticeLocation
from providers.listing.listed import listed_places

# The first is the clinic of the demonstration's provider, who is asked about it.
TOLD: Final = ((CallOutcome.NOBODY,) * SILENT, (CallOutcome.GOT_TIME,), (CallOutcome.SAID_NO,))


def tell_of_calls(*, now: datetime) -> int:
    """How many calls were told of. None where some are there already."""
    demonstration = PracticeLocation.objects.filter(provider__is_demonstration=True).exclude(phone="")
    if CallReport.objects.filter(location__provider__is_demonstration=True).exists():
        return 0
    places = listed_places(on=now, among=demonstration).order_by("provider_id", "pk")[: len(TOLD)]
    calls = [(place, outcome) for place, outcomes in zip(places, TOLD, strict=False) for outcome in outcomes]
    for number, (place, outcome) in enumerate(calls):
        caller = sha256(f"demonstration {number}".encode()).hexdigest()
        record_call(location_id=place.pk, caller=caller, outcome=outcome, now=now - timedelta(minutes=number))
    return len(calls)
