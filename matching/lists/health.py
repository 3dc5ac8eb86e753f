"""What a list's owner reads beside it because of their health answers. The caller has made sure that the owner asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from matching.lists.cards import CardCatalog
from matching.lists.selectors import MatchCard, results_for
from matching.search.health.selectors import meant, meant_by, told_of
from matching.search.health.told import labels_of
from matching.search.models import Intake
from treatments.check.result import CARE_CLAIMS, ResultCard, cards_of, care_of
from treatments.health_gate import Level
from treatments.health_gate_file import current_gate
from treatments.selectors import printable_claims

MOST_COMPARED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthNote:
    """Above the list."""

    level: str  # stop, note, clear; "" when we know nothing
    title: str
    cards: Sequence[ResultCard]


def health_note(intake: Intake, chosen: CardCatalog) -> HealthNote:
    """`chosen`: what the list knows of the intake's choices. One query, and another where no concern was chosen."""
    told = told_of(intake)
    concerns = [concern.slug for concern in chosen.concerns]
    outcome = told.outcome(meant([area.slug for area in chosen.areas], concerns)) if told else None
    if outcome is None:
        gate = current_gate()
        return HealthNote(level="", title=gate.headings[Level.NOTE].title.in_language(get_language()), cards=())
    level = Level.NOTE if outcome.level is Level.STOP and told and told.doctor_at else outcome.level
    title = current_gate().headings[level].title.in_language(get_language())
    return HealthNote(level=level.name.lower(), title=title, cards=cards_of(outcome))


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorSheet:
    """Paper to take along."""

    said: Sequence[str]
    doctor_at: datetime | None
    questions: Sequence[ResultCard]
    providers: Sequence[MatchCard]
    call_now: Sequence[str]
    call_doctor: Sequence[str]
    now: datetime


def doctor_sheet(intake: Intake, *, places: Collection[int], now: datetime) -> DoctorSheet:
    """With the places asked for that are on the list now; without any, the first three."""
    told, language = told_of(intake), get_language()
    outcome = told.outcome(meant_by(intake)) if told else None
    cards = results_for(intake, now=now).cards if intake.job.list_at else []
    compared = [card for card in cards if card.location.pk in places] or cards
    call_now, call_doctor = care_of(printable_claims(CARE_CLAIMS, on=now.date()), language)
    return DoctorSheet(
        said=labels_of(told, language) if told else (),
        doctor_at=told.doctor_at if told else None,
        questions=cards_of(outcome) if outcome else (),
        providers=compared[:MOST_COMPARED],
        call_now=call_now,
        call_doctor=call_doctor,
        now=now,
    )
