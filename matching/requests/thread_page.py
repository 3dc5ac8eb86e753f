"""What the page of a request shows beside the request: a heading that is the task, the track, the talk in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from matching.consultations.enums import RequestState, Side
from matching.consultations.models import Message
from matching.consultations.rules.urgent import is_urgent
from matching.consultations.rules.wall_times import day_of
from matching.consultations.rules.zone_words import moment, zone_words
from matching.consultations.selectors import MoveLine, PatientRequest
from matching.consultations.steps.making_moves import FACTS_HIDDEN
from matching.requests.holders import Holder
from matching.requests.thread_words import event_words, heading_of
from treatments.choices import CatalogChoices

TRACK: Final = (
    RequestState.SENT,
    RequestState.SEEN,
    RequestState.TIMES_OFFERED,
    RequestState.AGREED,
    RequestState.VISITED,
)


@dataclass(frozen=True, slots=True)
class TrackStep:
    label: str
    day: str
    is_done: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class TalkLine:
    """A message, or a line that says what happened."""

    at: datetime
    when: str
    event: str = ""
    body: str = ""
    is_mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    request: PatientRequest
    heading: str
    part: str  # the template of its state
    track: Sequence[TrackStep]
    talk: Sequence[TalkLine]
    about: Sequence[str]
    zone: str
    urgent: bool
    folded: bool  # health and messages, until somebody proves once more who they are
    gives_up_on: str  # when an unanswered request is closed
    choose_by: str
    due: str

    @property
    def clinic_reads(self) -> bool:
        return can_read(self.request)

    @property
    def wishes_to_move(self) -> bool:
        return any(offer.by == Side.PATIENT for offer in self.request.proposals)


def can_read(request: PatientRequest) -> bool:
    """Whether the clinic can. Once it ended without a visit, it sees none of it any more."""
    return request.writable and request.state not in FACTS_HIDDEN


def thread_page(request: PatientRequest, holder: Holder, *, now: datetime) -> ThreadPage:
    has_begun = request.visit is not None and request.visit.starts <= now
    zone = request.place.time_zone
    return ThreadPage(
        request=request,
        heading=heading_of(request, has_begun=has_begun),
        part=f"matching/requests/states/{_part(request, has_begun=has_begun)}.html",
        track=_track(request.history, request.state, zone),
        talk=_talk(request, zone),
        about=_about(request),
        zone=zone_words(zone),
        urgent=_is_urgent(request),
        folded=request.asker_id not in holder.fresh,
        gives_up_on=_gives_up_on(request, zone),
        choose_by=moment(min(offer.lapses_at for offer in request.offers), zone) if request.offers else "",
        due=moment(request.due_at, zone) if request.due_at else "",
    )


def _part(request: PatientRequest, *, has_begun: bool) -> str:
    """Some states look alike."""
    if request.state in (RequestState.SENT, RequestState.SEEN):
        return "waiting"
    if request.state == RequestState.MISSED or (request.state == RequestState.AGREED and has_begun):
        return "did_you_go"
    return request.state


def _track(history: Sequence[MoveLine], state: str, zone: str) -> list[TrackStep]:
    """Empty once it ended without a visit: then the heading says it all."""
    if state not in (*TRACK, RequestState.UNANSWERED):
        return []
    reached = {line.to: line.at for line in history}
    was_read = RequestState.SEEN if RequestState.SEEN in reached else RequestState.SENT
    now_at = TRACK.index(was_read if state == RequestState.UNANSWERED else RequestState(state))
    labels = (_("Sent"), _("Read"), _("Times offered"), _("Agreed"), _("Visited"))
    return [
        TrackStep(
            label,
            date_format(day_of(reached[step], zone), "MONTH_DAY_FORMAT") if place <= now_at and step in reached else "",
            place < now_at or state == RequestState.VISITED,
            place == now_at,
        )
        for place, (step, label) in enumerate(zip(TRACK, labels, strict=True))
    ]


def _talk(request: PatientRequest, zone: str) -> list[TalkLine]:
    lines = []
    came_from = ""
    for move in request.history:
        lines.append(TalkLine(move.at, moment(move.at, zone), event=event_words(move, came_from, request.visit)))
        came_from = move.to
    if request.note:
        lines.append(TalkLine(request.sent_at, moment(request.sent_at, zone), body=request.note, is_mine=True))
    lines += [_said(message, zone) for message in request.messages]
    return sorted(lines, key=lambda line: line.at)


def _said(message: Message, zone: str) -> TalkLine:
    mine = message.side == Side.PATIENT
    return TalkLine(message.sent_at, moment(message.sent_at, zone), body=str(message.body), is_mine=mine)


def _about(request: PatientRequest) -> list[str]:
    catalog = CatalogChoices.read()
    areas = [catalog.areas[slug].name for slug in request.about.get("areas", []) if slug in catalog.areas]
    concerns = [catalog.concerns[slug].name for slug in request.about.get("concerns", []) if slug in catalog.concerns]
    return [*areas, *concerns]


def _is_urgent(request: PatientRequest) -> bool:
    """What the person wrote last, or with the request while nobody answered it."""
    mine = [message for message in request.messages if message.side == Side.PATIENT]
    if mine:
        return request.writable and mine[-1].urgent
    return request.is_open and is_urgent(request.note)


def _gives_up_on(request: PatientRequest, zone: str) -> str:
    if request.state != RequestState.UNANSWERED or request.closes_at is None:
        return ""
    return date_format(day_of(request.closes_at, zone), "WEEKDAY_FORMAT")
