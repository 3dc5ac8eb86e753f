"""What an intake's owner is told because of their health answers. The caller has made sure that the owner asks."""

from collections.abc import Collection
from typing import Final, NamedTuple

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from caarisma.common.prepared_rows import PreparedRows
from matching.search.forms.summary import AnswerRow
from matching.search.health.form import HealthForm
from matching.search.health.told import HealthTold, labels_of, told_from
from matching.search.models import HealthAnswers, Intake
from matching.search.wording import day
from treatments.choices import CatalogChoices
from treatments.health_gate import RATHER_NOT_SAY

THE_INTAKE: Final = "the intake"  # stands for the parameter


def _of_intake() -> "QuerySet[HealthAnswers]":
    return HealthAnswers.objects.filter(intake=Value(THE_INTAKE))


OF_INTAKE = PreparedRows("health_of_intake", _of_intake, {THE_INTAKE: "bigint"})


def told_of(intake: Intake) -> HealthTold | None:
    """None: it was not asked, not said, or deleted."""
    kept = OF_INTAKE.fetch(intake.pk)
    try:
        return told_from(kept[0]["answers"]) if kept else None
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


def health_row(told: HealthTold) -> AnswerRow:
    """For "check your answers"."""
    labels = labels_of(told, get_language())
    if told.doctor_at:
        labels.append(_("A doctor has told me I can look into this."))
    return AnswerRow(str(HealthForm.heading), labels, reverse("matching:health") + "?change")
