"""What a pass rests on, found in the database, and what is written of it. The rules are screening/rules/evidence.py."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from providers.directory.models import Provider
from providers.exclusions.models import ExclusionList
from providers.screening.enums import CheckKind
from providers.screening.models import Document, ScreeningCase
from providers.screening.rules.evidence import BY_ANSWER, BY_DOCUMENT, BY_LIST, is_reference
from providers.vetting.exclusions.matching import LEIE
from providers.vetting.registry.registry_answers import answer_to_rest_on, answer_words, finding_of

NPPES: Final = "NPPES registry"
NOTHING: Final[Mapping[str, None]] = {"document": None, "exclusion_list": None, "registry_answer": None}


def rests_on(
    *, case: ScreeningCase, kind: CheckKind, document_id: int | None, reference: str, source: str, today: date
) -> dict[str, Any]:
    """The fields of a pass that come from its evidence. UserFacingError says what is missing."""
    if kind in BY_DOCUMENT:
        return {**NOTHING, "document": _document(case, kind, document_id)}
    if kind in BY_LIST:
        return {**NOTHING, **_from_list(case)}
    if kind in BY_ANSWER:
        return {**NOTHING, **_from_answer(case.provider, today)}
    if not is_reference(reference, source=source):
        raise UserFacingError(_("A pass needs the number or address of the record, so that a colleague finds it."))
    return dict(NOTHING)


def papers_for(case: ScreeningCase, kind: CheckKind) -> list[Document]:
    """The documents of this case that a pass of this kind may rest on."""
    return list(Document.objects.held().filter(case=case, kind=kind).order_by("pk"))


def _document(case: ScreeningCase, kind: CheckKind, document_id: int | None) -> Document:
    papers = papers_for(case, kind)
    if not papers:
        raise UserFacingError(_("A pass needs a document of this case, and the provider sent none. Ask for it."))
    chosen = next((paper for paper in papers if paper.pk == document_id), None)
    if chosen is None:
        raise UserFacingError(_("Choose the document that you looked at."))
    return chosen


def _from_list(case: ScreeningCase) -> dict[str, Any]:
    if case.provider.exclusion_hits.open().exists():
        raise UserFacingError(_("There is an open match with an exclusion list. Settle it first."))
    run = signed_list_for(case.provider)
    if run is None:
        raise UserFacingError(_("Nobody has signed off a full exclusion list yet. A pass rests on one."))
    return from_list(run)


def signed_list_for(provider: Provider) -> ExclusionList | None:
    """The newest full list that somebody answers for; a made-up one carries made-up people only."""
    may_carry = Q(is_demonstration=False) | Q(is_demonstration=provider.is_demonstration)
    return ExclusionList.objects.signed().filter(may_carry).first()


def from_list(run: ExclusionList) -> dict[str, Any]:
    """What a check says of somebody who is not on it."""
    proof = "made up" if run.is_demonstration else f"SHA-256 {run.file_hash[:16]}"
    return {
        "finding": "Not on the list",
        "source": f"{LEIE}, {run.list_date:%B %Y} file",
        "reference": f"{run.list_date:%Y-%m-%d}, {proof}",
        "report_date": run.list_date,
        "exclusion_list": run,
    }


def _from_answer(provider: Provider, today: date) -> dict[str, Any]:
    answer = answer_to_rest_on(provider, today=today)
    return {
        "finding": finding_of(answer, provider),
        "source": NPPES,
        "reference": answer_words(answer),
        "report_date": min(answer.at.date(), today),
        "registry_answer": answer,
    }
