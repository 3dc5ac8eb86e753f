"""Clinics that somebody waits for: asked every few minutes whether they can be asked for a visit again."""

from datetime import datetime

from matching.consultations.models import Nudge
from matching.consultations.steps.capacity import full_until
from matching.watches.enums import WatchKind
from matching.watches.models import Watch
from matching.watches.timing import due_at
from providers.directory.models import PracticeLocation
from providers.listing.gate import admitted


def takes_patients(place: PracticeLocation, *, now: datetime) -> bool:
    """Listed, takes new patients, not paused for want of answers, and not full."""
    if place.pk not in admitted([place.pk], now=now):
        return False
    if Nudge.objects.pausing().filter(provider=place.provider_id).exists():
        return False
    return full_until(place, now=now) is None


def look_at_places(*, now: datetime) -> int:
    """Returns how many watches have a mail due because of it. Each is asked again before it is sent."""
    waiting = Watch.objects.live().filter(kind=WatchKind.PLACE, mail_due_at=None)
    places = PracticeLocation.objects.filter(pk__in=waiting.values("place"))
    free = [place.pk for place in places.order_by("pk") if takes_patients(place, now=now)]
    rows = waiting.filter(place__in=free).values_list("pk", "how_often", "time_zone", "mailed_at")
    for pk, how_often, zone, mailed_at in rows:
        at = due_at(how_often, zone, mailed_at=mailed_at, now=now)
        Watch.objects.live().filter(pk=pk, mail_due_at=None).update(mail_due_at=at)
    return len(rows)
