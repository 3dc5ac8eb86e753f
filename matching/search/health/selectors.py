"""What an intake's owner is told because of their health answers. The caller has made sure that the owner asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from matching.search.forms.summary import AnswerRow
from matching.search.health.form import HealthForm
from matching.search.health.told import HealthTold, labels_of, told_from
from matching.search.models import HealthAnswers, Intake
from matching.search.selectors import MatchCard, results_for
from matching.search.wording import day
from treatments.check.result import CARE_CLAIMS, ResultCard, cards_of, care_of
from treatments.choices import CatalogChoices
from treatments.health_gate import RATHER_NOT_SAY, Level
from treatments.health_gate_file import current_gate
from treatments.selectors import printable_claims

MOST_COMPARED = 3


def told_of(intake: Intake) -> HealthTold | None:
    """None: it was not asked, not said, or deleted."""
    kept = HealthAnswers.objects.filter(intake=intake).first()
    try:
        return told_from(kept.answers) if kept else None
    except (KeyError, TypeError, ValueError):
        return None


def meant_by(intake: Intake) -> list[str]:
    """The concerns that may be meant."""
    chosen = list(intake.concerns.values_list("slug", flat=True))
    return chosen or meant(list(intake.areas.values_list("slug", flat=True)), ())


def meant(areas: Collection[str], concerns: Collection[str]) -> list[str]:
    """Whoever is not sure may mean any that goes with the areas."""
    return list(concerns) or [concern.slug for concern in CatalogChoices.read().fitting(areas)]


class ToldFact(NamedTuple):
    """One answer that may be sent to a clinic, by its own tick: as the clinic will read it."""

    code: str
    sentence: str


DOCTOR_AGREED = "doctor-agreed"


def facts_to_share(intake: Intake, *, language: str | None = None) -> list[ToldFact]:
    """What the owner told us, answer by answer, in the order of the page: who ticked what, and no diagnosis."""
    told = told_of(intake)
    if told is None:
        return []
    with override(language or get_language()):
        ticked = _("The patient ticked: “%(row)s.”")
        facts = [
            ToldFact(row.code, ticked % {"row": row.question.in_language(get_language())})
            for row in told.rows
            if row.code != RATHER_NOT_SAY
        ]
        if told.doctor_at:
            said = _("The patient says that a doctor told them they can look into this. They said so on %(day)s.")
            facts.append(ToldFact(DOCTOR_AGREED, said % {"day": day(told.doctor_at)}))
    return facts


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthNote:
    """Above the list."""

    level: str  # stop, note, clear; "" when we know nothing
    title: str
    cards: Sequence[ResultCard]


def health_note(intake: Intake) -> HealthNote:
    told = told_of(intake)
    outcome = told.outcome(meant_by(intake)) if told else None
    if outcome is None:
        gate = current_gate()
        return HealthNote(level="", title=gate.headings[Level.NOTE].title.in_language(get_language()), cards=())
    level = Level.NOTE if outcome.level is Level.STOP and told and told.doctor_at else outcome.level
    title = current_gate().headings[level].title.in_language(get_language())
    return HealthNote(level=level.name.lower(), title=title, cards=cards_of(outcome))


def health_row(told: HealthTold) -> AnswerRow:
    """For "check your answers"."""
    labels = labels_of(told, get_language())
    if told.doctor_at:
        labels.append(_("A doctor has told me I can look into this."))
    return AnswerRow(str(HealthForm.heading), labels, reverse("matching:health") + "?change")


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
