"""What the page of a request says of questions after its visit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format

from matching.aftercare.enums import WEEKS
from matching.aftercare.models import FollowUp, FollowUpAnswers, FollowUpConsent
from matching.aftercare.services.asking import LATE, asked_on
from matching.consultations.models import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterVisit:
    """`next_day`: on which the next question comes, "" after the last. `waits`: one can be answered now. `has_told`:
    there are answers of theirs, of any visit, which they may have deleted."""

    asks: bool
    next_day: str
    waits: bool
    has_told: bool

    @property
    def is_over(self) -> bool:
        """Nothing will be asked of this visit any more, and nothing is kept of them."""
        return not self.next_day and not self.waits and not self.has_told and not self.asks


def after_visit(visit: Visit, *, asker_id: int, now: datetime) -> AfterVisit:
    """Of a visit that took place. The caller has made sure that its asker looks."""
    mine = FollowUp.objects.filter(visit__request__asker=asker_id)
    asks = FollowUpConsent.objects.alive().filter(asker=asker_id).exists()
    return AfterVisit(
        asks=asks,
        next_day=_next_day(visit, asked=set(mine.filter(visit=visit).values_list("week", flat=True)), now=now),
        waits=asks and open_question(visit.pk, asker_ids=[asker_id], now=now) is not None,
        has_told=FollowUpAnswers.objects.filter(follow_up__in=mine).exists(),
    )


def open_question(visit_id: int, *, asker_ids: Collection[int], now: datetime) -> FollowUp | None:
    """The newest of this visit that nobody has answered; None for others'."""
    return FollowUp.objects.open(on=now).filter(visit=visit_id, visit__request__asker__in=asker_ids).first()


def _next_day(visit: Visit, *, asked: Collection[int], now: datetime) -> str:
    """Of this visit alone: a later one may begin the count anew."""
    for week in WEEKS:
        day = asked_on(visit, week)
        if week not in asked and now - day <= LATE:
            return date_format(max(day, now), "WEEKDAY_FORMAT")
    return ""
