"""What the page shows on which a visit is asked for, and where else one could ask."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast
from uuid import uuid4

from caarisma.common.errors import UserFacingError
from matching.consultations.answer_times import answer_times
from matching.consultations.enums import DayPart
from matching.consultations.models import Request, RequestDraft
from matching.consultations.rules.zone_words import moment, zone_words
from matching.consultations.selectors import PatientRequest
from matching.consultations.services.drafting import Wish
from matching.consultations.steps.gatekeeping import require_may_ask
from matching.lists.list_seen import SeenMatch
from matching.requests.forms.asking import Fact
from matching.requests.forms.days import ClinicDays
from matching.requests.forms.wishes import ROWS
from matching.search.health.selectors import facts_to_share
from matching.search.models import Intake, Match
from providers.directory.answering import UNKNOWN, AnswerTime
from providers.directory.models import Offering, PracticeLocation
from providers.directory.offered import offered
from providers.listing.gate import admitted
from treatments.models import AreaConcern

LOOKED_AT = 5  # matches that may have filled up since the list was made


@dataclass(frozen=True, kw_only=True)
class AskPage:
    """`seen`: the place on the list that was looked at last, by whoever did; `intake`: of that list, for its owner."""

    place: PracticeLocation
    days: ClinicDays
    services: list[AreaConcern]
    facts: list[Fact]
    seen: SeenMatch | None
    intake: Intake | None
    due_at: datetime
    answers: AnswerTime

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What can be ticked: "area:concern", and its name."""
        return [(_code(pair), f"{pair.area.name}: {pair.concern.name}") for pair in self.services]

    @cached_property
    def asked(self) -> list[str]:
        """Those of the lines that the list was made for. None for who was not sure."""
        seen = self.seen
        if seen is None or not (seen.areas or seen.concerns):
            return []
        return [_code(pair) for pair in self.services if seen.covers(pair)]

    @property
    def asked_names(self) -> list[str]:
        return [name for code, name in self.lines if code in self.asked]

    @property
    def price(self) -> int | None:
        """Of a session, for what the list was made for."""
        here = self.seen if self.seen and self.seen.location_id == self.place.pk else None
        return here.price.session if here and here.price else None

    @property
    def back_url(self) -> str:
        return self.seen.back_url if self.seen else self.place.address_on_site(self.place.provider.slug)

    @property
    def zone(self) -> str:
        return zone_words(self.place.time_zone)

    @property
    def due(self) -> str:
        return moment(self.due_at, self.place.time_zone)


def place_to_ask(place_id: int, *, now: datetime) -> PracticeLocation | None:
    """None for a place that is not shown: nobody learns by asking that it was ever there."""
    places = PracticeLocation.objects.select_related("provider__user").prefetch_related("hours")
    place = places.filter(pk=place_id).first()
    return place if place and place.pk in admitted([place.pk], now=now) else None


def ask_page(place: PracticeLocation, *, seen: SeenMatch | None, intake: Intake | None, now: datetime) -> AskPage:
    days = ClinicDays(place, now)
    return AskPage(
        place=place,
        days=days,
        services=_services(place),
        facts=[(fact.code, fact.sentence) for fact in facts_to_share(intake)] if intake else [],
        seen=seen,
        intake=intake,
        due_at=days.calendar.due(now, days=2),
        answers=answer_times([place.provider_id], now=now).get(place.provider_id, UNKNOWN),
    )


def _services(place: PracticeLocation) -> list[AreaConcern]:
    rows = Offering.objects.filter(offered(), location=place, area_concern__is_active=True)
    rows = rows.select_related("area_concern__area", "area_concern__concern")
    in_order = rows.order_by("area_concern__area__position", "area_concern__concern__position")
    return [row.area_concern for row in in_order]


def _code(pair: AreaConcern) -> str:
    return f"{pair.area.slug}:{pair.concern.slug}"


def first_answers(page: AskPage) -> dict[str, Any]:
    """Of a form that nobody filled in yet."""
    return {"form_key": uuid4(), "way": "email", "about": page.asked}


def answers_of_draft(draft: RequestDraft) -> dict[str, Any]:
    shared = [fact[0] for fact in cast(list[Fact], draft.shared or [])]
    return {
        **_answers(draft, [Wish.read(stored) for stored in draft.times]),
        "email": draft.email,
        "phone": draft.phone,
        "first_name": draft.first_name,
        "note": draft.note,
        "about": _pairs(draft.about),
        "shared": shared,
    }


def answers_of_request(request: PatientRequest) -> dict[str, Any]:
    """To ask again, or somebody else: all but the health answers, which were for that clinic alone."""
    wishes = [Wish(wish.day, DayPart(wish.part) if wish.part else None, wish.at) for wish in request.wishes]
    return {
        **_answers(request, wishes),
        "phone": request.phone,
        "first_name": request.first_name,
        "note": request.note,
        "about": _pairs(request.about),
    }


def _answers(source: Any, wishes: list[Wish]) -> dict[str, Any]:
    rows = {f"day{row}": wish.day.isoformat() for row, wish in zip(ROWS, wishes, strict=False)}
    rows |= {f"when{row}": wish.part or "" for row, wish in zip(ROWS, wishes, strict=False)}
    same = {name: getattr(source, name) for name in ("any_time", "book_for_me", "way")}
    return {**rows, **same, "names_clinic": getattr(source, "names_clinic", False), "form_key": uuid4()}


def _pairs(about: dict[str, list[str]]) -> list[str]:
    return [f"{area}:{concern}" for area in about.get("areas", []) for concern in about.get("concerns", [])]


def next_place(intake: Intake | None, *, by: Collection[int], now: datetime) -> PracticeLocation | None:
    """The best match of the same list that this person did not ask yet, and that takes requests now."""
    if intake is None or intake.expires_at <= now:
        return None
    asked = Request.objects.filter(asker__in=by).values("provider")
    matches = Match.objects.filter(intake=intake, provider__user__is_active=True).exclude(provider__in=asked)
    for match in matches.select_related("location__provider__user").order_by("position")[:LOOKED_AT]:
        try:
            require_may_ask(match.location, by, now=now)
        except UserFacingError:
            continue
        return match.location
    return None
