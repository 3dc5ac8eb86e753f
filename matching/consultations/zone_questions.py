"""What a clinic is asked, once its place is in another zone, of each visit that was agreed by the clock of before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from caarisma.accounts.models import User
from matching.consultations.enums import ZoneChoice
from matching.consultations.errors import TimeRefused
from matching.consultations.models import Visit
from matching.consultations.rules.wall_times import WallTime
from matching.consultations.services.zones import unsettled_visits, wall_after
from providers.teams.acting import providers_for
from providers.teams.rules.deeds import Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneAnswer:
    """`wall` is None where `refused` says why; `clashes`: references of visits that stand there."""

    choice: ZoneChoice
    wall: WallTime | None
    refused: str
    clashes: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneQuestion:
    """A visit by a clock that is not its place's any more: which of the two did they mean?"""

    request_id: int
    reference: str
    seen: int
    visit: Visit
    answers: Sequence[ZoneAnswer]


def zone_questions(*, by: User, now: datetime) -> list[ZoneQuestion]:
    """What this clinic has to say since its place was put right. Two queries."""
    mine = providers_for(by.pk, Deed.ANSWER)
    asked = list(unsettled_visits(now=now).filter(provider__in=mine))
    booked = Visit.objects.filter(provider__in=mine, booked=True, ends__gt=now).select_related("request")
    beside = list(booked) if asked else []
    return [
        ZoneQuestion(
            request_id=visit.request_id,
            reference=visit.request.reference,
            seen=visit.request.n,
            visit=visit,
            answers=[_zone_answer(visit, choice, beside, now=now) for choice in ZoneChoice],
        )
        for visit in asked
    ]


def _zone_answer(visit: Visit, choice: ZoneChoice, beside: Sequence[Visit], *, now: datetime) -> ZoneAnswer:
    try:
        wall = wall_after(visit, choice, zone=visit.place.time_zone, now=now)
    except TimeRefused as refused:
        return ZoneAnswer(choice=choice, wall=None, refused=str(refused), clashes=[])
    starts, ends = wall.starts, wall.ends
    clashes = [one for one in beside if one.pk != visit.pk and one.starts < ends and starts < one.ends]
    return ZoneAnswer(choice=choice, wall=wall, refused="", clashes=[one.request.reference for one in clashes])
