"""Who is asked now: 2, 6 and 10 weeks after each visit that took place, by consent. A later visit to the same provider
begins the count anew.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final
from uuid import uuid4

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from matching.aftercare import mails
from matching.aftercare.enums import WEEKS
from matching.aftercare.models import FollowUp, FollowUpConsent
from matching.aftercare.rules.places import place_key
from matching.consultations.enums import ReportReason, ReportState, RequestState, Side
from matching.consultations.models import AbuseReport, Visit
from matching.consultations.rules.wall_times import at_wall
from matching.consultations.secrets import hashed, new_token
from matching.consultations.steps.locking import locked_askers

log = logging.getLogger(__name__)

ASK_AT: Final = time(10)  # by the clinic's clock
LATE: Final = timedelta(days=7)  # as long after its day a question still makes sense
ANSWERED_WITHIN: Final = timedelta(days=21)


def ask_due(*, now: datetime) -> int:
    """A chore. Each in a transaction of its own, so that one whose row or address is broken keeps no other waiting.
    Returns how many were asked."""
    asked = 0
    for visit_id, week in list(_due(now=now)):
        try:
            asked += ask(visit_id=visit_id, week=week, now=now) is not None
        except (OperationalError, InterfaceError):  # the database is away, for all of them
            raise
        except Exception as error:  # its text may quote an address
            log.error("question failed", extra={"error": type(error).__name__})
    return asked


@transaction.atomic
def ask(*, visit_id: int, week: int, now: datetime) -> FollowUp | None:
    """Once, by mail if there is a mailbox. None for who has taken the consent back, or erased themselves, meanwhile."""
    visit = Visit.objects.select_related("request", "place").get(pk=visit_id)
    askers = locked_askers([visit.request.asker_id]) if visit.request.asker_id else []
    if not askers or not FollowUpConsent.objects.alive().filter(asker=askers[0]).exists():
        return None
    answer, stop = new_token(), new_token()
    fields = {
        "key": uuid4(),
        "place_key": place_key(visit.place.line1, visit.place.zip_code),
        "answer_hash": hashed(answer),
        "stop_hash": hashed(stop),
        "asked_at": now,
        "ends_at": now + ANSWERED_WITHIN,
    }
    follow_up, made = FollowUp.objects.get_or_create(visit=visit, week=week, defaults=fields)
    if made:
        mails.ask(follow_up, askers[0], answer=answer, stop=stop, now=now)
    return follow_up


def asked_on(visit: Visit, week: int) -> datetime:
    return at_wall(visit.day + timedelta(weeks=week), ASK_AT, visit.zone)


def _due(*, now: datetime) -> Iterator[tuple[int, int]]:
    """(visit, week). The days of the query are wider than any zone; the clinic's own clock decides."""
    for week in WEEKS:
        day, slack = now.date() - timedelta(weeks=week), timedelta(days=1)
        visits = _with_consent().filter(day__range=(day - LATE - slack, day + slack))
        for visit in visits.exclude(follow_ups__week=week).order_by("pk"):
            if timedelta(0) <= now - asked_on(visit, week) <= LATE:
                yield visit.pk, week


def _with_consent() -> QuerySet[Visit]:
    """Visits that took place, the last one at each provider, unless the patient says that it did not."""
    agreed = FollowUpConsent.objects.alive().filter(asker=OuterRef("request__asker"))
    took_place = Visit.objects.filter(request__state=RequestState.VISITED)
    later = took_place.filter(
        request__asker=OuterRef("request__asker"), provider=OuterRef("provider"), starts__gt=OuterRef("starts")
    )
    disputed = AbuseReport.objects.filter(
        request=OuterRef("request"), side=Side.PATIENT, reason=ReportReason.VISITED
    ).exclude(state=ReportState.DISMISSED)
    return took_place.filter(Exists(agreed), ~Exists(later), ~Exists(disputed))
