"""What the two sides read of a request. Each in its own shape: what is not in the shape cannot be on the page."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch

from caarisma.accounts.models import User
from matching.consultations.enums import ClockKind, ContactWay, OfferState, RequestState, Side
from matching.consultations.errors import RequestGone
from matching.consultations.models import (
    Message,
    Nudge,
    OfferedTime,
    PreferredTime,
    Request,
    RequestWords,
    SharedFact,
    SpecialDay,
    Visit,
)
from matching.consultations.models.request import RequestQuerySet
from matching.consultations.moves import may_follow
from matching.consultations.rules.scripts import mixes_scripts
from matching.consultations.secrets import plain_reference
from matching.consultations.services.messaging import is_writable
from matching.consultations.steps.making_moves import FACTS_HIDDEN
from matching.consultations.steps.standing import is_kept_out, refused_places
from providers.directory.models import PracticeLocation, Provider
from providers.teams.acting import providers_for
from providers.teams.rules.deeds import Deed
from providers.teams.selectors import names_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """A line of the history that both sides see. `who`: the account of the clinic, for the clinic's eyes."""

    to: str
    by: str
    at: datetime
    reason: str
    who: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """What both sides read. `seen`: hand it back with a form; `may`: states that a button can lead to."""

    id: int
    reference: str
    state: str
    seen: int
    may: frozenset[str]
    is_open: bool
    writable: bool
    place: PracticeLocation
    way: str
    book_for_me: bool
    any_time: bool
    sent_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    closes_at: datetime | None  # when time ends it, if nobody does anything
    first_name: str
    phone: str
    note: str
    none_fit: str
    about: dict[str, list[str]]
    wishes: Sequence[PreferredTime]
    offers: Sequence[OfferedTime]  # open ones still to come, that do not move the visit
    proposals: Sequence[OfferedTime]  # open ones that would
    visit: Visit | None
    messages: Sequence[Message]
    history: Sequence[MoveLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRequest(RequestPage):
    asker_id: int
    has_address: bool  # where a code can be mailed to
    provider: Provider
    facts: Sequence[SharedFact]
    mail_bounces: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicRequest(RequestPage):
    """No address and no asker; the phone only where they asked for a call; nothing of a person once it is hidden."""

    facts: Sequence[str]
    odd_name: bool  # letters of two alphabets that look alike
    call_them: bool  # mail does not reach them
    withdrawn: bool  # they erased themselves
    names: Mapping[int, str] = field(default_factory=dict)  # of the clinic's people who are not the reader


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """One row of a clinic's inbox or of the patient's list."""

    id: int
    reference: str
    state: str
    first_name: str
    provider: Provider
    place: PracticeLocation
    sent_at: datetime
    due_at: datetime | None
    visit: Visit | None
    unread: int
    is_open: bool

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at <= now


def for_patient(*, reference: str, by: Collection[int], now: datetime) -> PatientRequest:
    """`by`: the askers that the browser holds. RequestGone for everybody else."""
    request = _whole().filter(reference=plain_reference(reference), asker__in=by).first()
    if request is None or request.asker is None:
        raise RequestGone
    return PatientRequest(
        **_common(request, Side.PATIENT, now=now),
        **_words(getattr(request, "words", None)),
        asker_id=request.asker.pk,
        has_address=bool(request.asker.email),
        provider=request.provider,
        facts=list(request.facts.all()),
        messages=list(request.messages.all()),
        mail_bounces=_bounces(request),
    )


def for_clinic(*, reference: str, by: User, now: datetime) -> ClinicRequest:
    """What the clinic may read, of its own requests. RequestGone for others'. What its people did stands by name."""
    mine = providers_for(by.pk, Deed.ANSWER)
    request = _whole().filter(reference=plain_reference(reference), provider__in=mine).first()
    if request is None:
        raise RequestGone
    hidden = request.state in FACTS_HIDDEN or request.asker_id is None or is_kept_out(request, now=now)
    call_them = not hidden and (request.way == ContactWay.PHONE or _bounces(request))
    words = _words(None if hidden else getattr(request, "words", None))
    facts = [str(fact.sentence) for fact in request.facts.all() if fact.hidden_at is None]
    common = _common(request, Side.CLINIC, now=now)
    messages = _last_words(request) if hidden else list(request.messages.all())
    people = {line.who for line in common["history"]} | {message.by_user_id for message in messages}
    return ClinicRequest(
        **common,
        **words if call_them else {**words, "phone": ""},
        facts=[] if hidden else facts,
        messages=messages,
        names=names_of({one for one in people if one not in (None, by.pk)}, request.provider),
        odd_name=mixes_scripts(words["first_name"]),
        call_them=call_them,
        withdrawn=request.asker_id is None,
    )


def _last_words(request: Request) -> list[Message]:
    """What the patient said when they cancelled: it was written to be read after that."""
    last = list(request.messages.all())[-1:] if request.state == RequestState.CANCELLED else []
    return [message for message in last if message.side == Side.PATIENT and message.sent_at == request.ended_at]


def requests_held(*, by: Collection[int]) -> list[InboxLine]:
    """The patient's list, open ones first, newest first."""
    return _lines(_listed().filter(asker__in=by), reader=Side.PATIENT)


def inbox(*, by: User, provider: Provider | None = None, now: datetime) -> list[InboxLine]:
    """The clinic's, or of the one provider: what is owed first, by when; then what is open, then what is over. Without
    the name of who asked a place that is kept out: the sweeper closes those requests in a moment."""
    requests = _listed().filter(provider__in=providers_for(by.pk, Deed.ANSWER))
    requests = requests.filter(provider=provider) if provider else requests
    waiting = requests.open().exclude(state=RequestState.AGREED).order_by().values_list("place", flat=True)
    lines = _lines(requests, reader=Side.CLINIC, kept_out=refused_places(set(waiting), now=now))
    return sorted(lines, key=lambda line: (not line.is_open, line.due_at is None, line.due_at or line.sent_at))


def special_days(*, place_id: int, since: date) -> list[SpecialDay]:
    """Days off, and holidays on which it works, from `since` on."""
    return list(SpecialDay.objects.since(since).filter(place=place_id))


def nudge_of(*, provider_id: int) -> Nudge | None:
    """What this clinic was told about its answers, while it holds: with `paused_at`, it gets no new requests."""
    return Nudge.objects.open().filter(provider=provider_id).first()


def _whole() -> RequestQuerySet:
    return Request.objects.select_related("asker", "provider", "place", "words", "visit").prefetch_related(
        "preferred",
        "facts",
        "messages",
        Prefetch("offers", OfferedTime.objects.filter(state=OfferState.OPEN), to_attr="open_offers"),
    )


def _words(words: RequestWords | None) -> dict[str, Any]:
    if words is None:
        return {"first_name": "", "phone": "", "note": "", "none_fit": "", "about": {}}
    return {
        "first_name": words.first_name,
        "phone": str(words.phone or ""),
        "note": str(words.note or ""),
        "none_fit": str(words.none_fit or ""),
        "about": words.about,
    }


def _bounces(request: Request) -> bool:
    return request.asker is not None and request.asker.bounced_at is not None


def _common(request: Request, side: Side, *, now: datetime) -> dict[str, Any]:
    offers = [offer for offer in request.open_offers if offer.starts > now]  # type: ignore[attr-defined]
    return {
        "id": request.pk,
        "reference": request.reference,
        "state": request.state,
        "seen": request.n,
        "may": may_follow(request.state, by=side),
        "is_open": request.is_open,
        "writable": is_writable(request, now=now) and request.asker_id is not None,
        "place": request.place,
        "way": request.way,
        "book_for_me": request.book_for_me,
        "any_time": request.any_time,
        "sent_at": request.sent_at,
        "due_at": request.due_at,
        "ended_at": request.ended_at,
        "closes_at": _closes_at(request),
        "wishes": list(request.preferred.all()),
        "offers": [offer for offer in offers if not offer.moves_visit],
        "proposals": [offer for offer in offers if offer.moves_visit],
        "visit": getattr(request, "visit", None),
        "history": [
            MoveLine(
                to=move.to_state,
                by=move.by,
                at=move.at,
                reason=move.reason,
                who=move.who if side == Side.CLINIC and move.by == Side.CLINIC else None,
            )
            for move in request.moves.order_by("n")
        ],
    }


def _closes_at(request: Request) -> datetime | None:
    ends = request.clocks.filter(kind__in=(ClockKind.GIVE_UP, ClockKind.LAPSE), done_at=None)
    return ends.values_list("due_at", flat=True).first()


def _listed() -> RequestQuerySet:
    return Request.objects.select_related("provider", "place", "words", "visit").order_by("-sent_at")


def _lines(requests: RequestQuerySet, *, reader: Side, kept_out: Collection[int] = ()) -> list[InboxLine]:
    found = list(requests)
    unread = _unread([request.pk for request in found], reader)
    lines = [
        InboxLine(
            id=request.pk,
            reference=request.reference,
            state=request.state,
            first_name=_first_name(request, reader, kept_out),
            provider=request.provider,
            place=request.place,
            sent_at=request.sent_at,
            due_at=request.due_at,
            visit=getattr(request, "visit", None),
            unread=unread.get(request.pk, 0),
            is_open=request.is_open,
        )
        for request in found
    ]
    return sorted(lines, key=lambda line: not line.is_open)


def _first_name(request: Request, reader: Side, kept_out: Collection[int]) -> str:
    hidden = request.state in FACTS_HIDDEN or request.asker_id is None
    waits = request.is_open and request.state != RequestState.AGREED
    if reader == Side.CLINIC and (hidden or (waits and request.place_id in kept_out)):
        return ""
    words = getattr(request, "words", None)
    return words.first_name if words else ""


def _unread(request_ids: list[int], reader: Side) -> dict[int, int]:
    other = Side.CLINIC if reader == Side.PATIENT else Side.PATIENT
    waiting = Message.objects.filter(request__in=request_ids, side=other, read_at=None)
    return dict(Counter(waiting.values_list("request", flat=True)))
