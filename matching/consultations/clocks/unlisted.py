"""Clinics that may not be shown any more while somebody waits for them.

A pause closes nothing. A license or an approval that ended, a suspension, an exclusion: what is not agreed is closed,
and about what is agreed both sides decide; the patient is told that there is something to read.
"""

from datetime import datetime
from typing import Final

from matching.consultations import mails
from matching.consultations.enums import RequestState
from matching.consultations.models import Request
from matching.consultations.services.ending import close_not_listed
from matching.consultations.steps.locking import locked_request
from matching.consultations.steps.refusals import one_step
from matching.consultations.steps.standing import refused_places


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
