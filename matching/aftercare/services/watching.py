"""The rules for clusters, asked after each answer that tells of an event. What they find opens an alert at the desk."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from caarisma.common.advisory import Lock, wait_for
from matching.aftercare import mails
from matching.aftercare.enums import AlertRule
from matching.aftercare.models import BaseRate, FollowUp, FollowUpAnswers, PlaceAlert
from matching.aftercare.rules.clusters import LOT_WITHIN, ToldVisit, base_rate, clusters
from matching.aftercare.rules.told import plain_lot, told_from
from matching.consultations.secrets import keyed
from providers.directory.models import PracticeLocation
from providers.screening.enums import CaseKind
from providers.screening.rules.due import due_after

A_YEAR: Final = timedelta(days=365)


@transaction.atomic
def watch_place(*, follow_up_id: int, now: datetime) -> None:
    """Events are rare, so they are looked at one after another: of two people who tell at once, the second one's look
    sees both. Call it in the transaction of the answer."""
    wait_for(Lock.WATCH_PLACES)
    follow_up = FollowUp.objects.select_related("visit__place").get(pk=follow_up_id)
    day = follow_up.visit.day
    near = {"follow_up__visit__day__range": (day - LOT_WITHIN, day + LOT_WITHIN)}
    at_place = told_visits(FollowUpAnswers.objects.filter(follow_up__place_key=follow_up.place_key, **near))
    new = next(visit for visit in at_place if visit.visit == follow_up.visit_id)
    with_lot = told_visits(FollowUpAnswers.objects.filter(**near)) if new.lot else []
    for rule, visits in clusters(new, at_place, with_lot, rate=_rate).items():
        about = keyed("lot", new.lot) if rule == AlertRule.LOT else follow_up.place_key
        _open_or_add(rule, about, visits, new=new.visit, place=follow_up.visit.place, now=now)


def told_visits(rows: QuerySet[FollowUpAnswers]) -> list[ToldVisit]:
    """Of the answers of all weeks, one a visit."""
    by_visit: defaultdict[int, list[FollowUpAnswers]] = defaultdict(list)
    for row in rows.select_related("follow_up__visit__request"):
        by_visit[row.follow_up.visit_id].append(row)
    return [_told_visit(answers) for answers in by_visit.values()]


@transaction.atomic
def measure_base_rate(*, now: datetime) -> BaseRate:
    """A chore. Of visits of the last twelve months after which somebody told us."""
    told = told_visits(FollowUpAnswers.objects.filter(follow_up__visit__day__gt=(now - A_YEAR).date()))
    counted = {"events": sum(visit.is_event for visit in told), "answers": len(told), "measured_at": now}
    return BaseRate.objects.update_or_create(pk=1, defaults=counted)[0]


def _rate() -> float:
    row = BaseRate.objects.first()
    return base_rate(row.events, row.answers) if row else base_rate(0, 0)


def _told_visit(rows: Sequence[FollowUpAnswers]) -> ToldVisit:
    told = [told_from(row.answers) for row in rows]
    visit = rows[0].follow_up.visit
    asker = visit.request.asker_id
    return ToldVisit(
        visit=visit.pk,
        person=f"asker {asker}" if asker else f"visit {visit.pk}",
        day=visit.day,
        is_event=any(each.is_event for each in told),
        is_grave=any(each.is_grave for each in told),
        lot=next((plain_lot(each) for each in told if plain_lot(each)), ""),
    )


def _open_or_add(
    rule: AlertRule, about: str, visits: Sequence[int], *, new: int, place: PracticeLocation, now: datetime
) -> None:
    """One that is open grows. What somebody has looked at and ended is not opened again by an answer that it had."""
    known = list(PlaceAlert.objects.filter(rule=rule, about=about))
    for alert in known:
        if alert.decided_at is None:
            alert.visits = sorted({*alert.visits, *visits})
            alert.save(update_fields=["visits"])
            return
    if any(new in alert.visits for alert in known):
        return
    alert = PlaceAlert.objects.create(
        rule=rule,
        about=about,
        where=f"{place.line1}, {place.city}, {place.state} {place.zip_code}",
        visits=list(visits),
        opened_at=now,
        due_at=due_after(now, kind=CaseKind.ALERT),
    )
    mails.tell_of_alert(alert, now=now)
