"""One request as its clinic sees it: the task as heading, what was shared, the talk in order, what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from matching.consultations.enums import ANSWERABLE, RequestState, Side
from matching.consultations.rules.zone_words import moment, zone_words
from matching.consultations.selectors import ClinicRequest
from matching.consultations.steps.making_moves import FACTS_HIDDEN
from matching.requests.thread_page import TalkLine
from providers.portal.request_words import event_words, heading_of
from treatments.choices import CatalogChoices


@dataclass(frozen=True, slots=True)
class SaidLine(TalkLine):
    """`n`: of a message of theirs, which can be reported. `who`: of our people, where it was not the reader."""

    n: int = 0
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    request: ClinicRequest
    heading: str
    about: Sequence[str]
    talk: Sequence[SaidLine]
    zone: str
    due: str
    ends: str  # when time ends it
    late: bool
    has_begun: bool  # the visit
    is_over: bool  # the visit
    steps: frozenset[str]  # pages that lead on, by their names

    @property
    def is_done(self) -> bool:
        """Nothing is left to do but to report or to block."""
        return not self.steps - {"report", "block", "dispute"}

    @property
    def can_write(self) -> bool:
        """Not where the clinic would read no answer."""
        return self.request.writable and self.request.state not in FACTS_HIDDEN

    @property
    def we_wish_to_move(self) -> bool:
        return any(offer.by == Side.CLINIC for offer in self.request.proposals)


def request_view(request: ClinicRequest, *, now: datetime) -> RequestView:
    zone, visit = request.place.time_zone, request.visit
    late = request.is_open and request.due_at is not None and request.due_at <= now
    has_begun = visit is not None and visit.starts <= now
    return RequestView(
        request=request,
        heading=heading_of(request, late=late, has_begun=has_begun),
        about=_about(request),
        talk=_talk(request, zone),
        zone=zone_words(zone),
        due=moment(request.due_at, zone) if request.due_at else "",
        ends=moment(request.closes_at, zone) if request.closes_at else "",
        late=late,
        has_begun=has_begun,
        is_over=visit is not None and visit.ends <= now,
        steps=steps_of(request, now=now),
    )


def steps_of(request: ClinicRequest, *, now: datetime) -> frozenset[str]:
    """What the clinic may do now. The services ask again."""
    if request.withdrawn:
        return frozenset()
    agreed = request.state == RequestState.AGREED
    ahead = request.visit is not None and request.visit.starts > now
    doubted = request.state == RequestState.VISITED and request.history[-1].by == Side.PATIENT
    may = {
        "offer": RequestState.TIMES_OFFERED in request.may,
        "book": request.book_for_me and request.state in ANSWERABLE,
        "decline": RequestState.DECLINED in request.may,
        "cancel": agreed and ahead,
        "move": agreed and ahead,
        "came": (agreed or request.state == RequestState.MISSED) and not ahead,
        "dispute": doubted,
        "report": True,
        "block": True,
    }
    return frozenset(step for step, can in may.items() if can)


def _talk(request: ClinicRequest, zone: str) -> list[SaidLine]:
    came_from, lines = "", []

    def who_did(user_id: int | None) -> str:
        return request.names.get(user_id or 0, "")

    for move in request.history:
        lines.append(
            SaidLine(move.at, moment(move.at, zone), event=event_words(move, came_from), who=who_did(move.who))
        )
        came_from = move.to
    if request.note:
        lines.append(SaidLine(request.sent_at, moment(request.sent_at, zone), body=request.note))
    for message in request.messages:
        ours = message.side == Side.CLINIC
        when = moment(message.sent_at, zone)
        said = SaidLine(message.sent_at, when, body=str(message.body), is_mine=ours, n=0 if ours else message.n)
        lines.append(replace(said, who=who_did(message.by_user_id) if ours else ""))
    return sorted(lines, key=lambda line: line.at)


def _about(request: ClinicRequest) -> list[str]:
    catalog = CatalogChoices.read()
    areas = [catalog.areas[slug].name for slug in request.about.get("areas", []) if slug in catalog.areas]
    concerns = [catalog.concerns[slug].name for slug in request.about.get("concerns", []) if slug in catalog.concerns]
    return [*areas, *concerns]
