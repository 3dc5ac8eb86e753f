"""What a pass rests on, found in the database, and what is written of it. The rules are screening/rules/evidence.py."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from providers.directory.models import Provider, Statement
from providers.exclusions.leie.months import month_name
from providers.exclusions.models import ExclusionList
from providers.screening.enums import CheckKind
from providers.screening.models import Document, ScreeningCase, SourcePage
from providers.screening.outlook import Outlook, outlook
from providers.screening.rules.evidence import (
    BY_CALL,
    BY_DOCUMENT,
    BY_PAGE,
    BY_PRODUCT,
    BY_REFERENCE,
    are_phones,
    is_reference,
    is_saved_for,
)
from providers.vetting.exclusions.matching import LEIE
from treatments.products.selectors import ProductBook

MOST_PAGES: Final = 5
# Every column of a check that says what it rests on, empty.
NOTHING: Final[Mapping[str, Any]] = {
    "document": None, "document_page": None, "source_page": None, "exclusion_list": None, "registry_answer": None,
    "called_number": "", "called_at": None, "product": "", "product_maker": "", "product_source": "", "ends_on": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """What a person attached to a check."""

    document_id: int | None = None
    document_page: int | None = None
    source_page_id: int | None = None
    called_number: str = ""
    called_at: datetime | None = None


def rests_on(
    *,
    case: ScreeningCase,
    kind: CheckKind,
    attached: Attached,
    reference: str,
    source: str,
    report_date: date,
    now: datetime,
) -> dict[str, Any]:
    """The fields of a pass that come from its evidence. UserFacingError says what is missing."""
    found: dict[str, Any] = {}
    if kind in BY_DOCUMENT:
        found |= _document(case, kind, attached)
    if kind in BY_PAGE:
        found["source_page"] = source_page_for(case, kind, attached)
        require_saved_for(report_date, found["source_page"])
    if kind in BY_CALL:
        found |= _call(attached, now)
        _require_their_phones(case, found["called_number"], now)
    if kind in BY_PRODUCT:
        found |= _product(case)
    if kind in BY_REFERENCE and not is_reference(reference, source=source):
        raise UserFacingError(_("A pass needs the number or address of the record, so that a colleague finds it."))
    return found


def papers_for(case: ScreeningCase, kind: CheckKind) -> list[Document]:
    """The documents of this case that a pass of this kind may rest on."""
    return list(Document.objects.held().filter(case=case, kind=kind).order_by("pk"))


def _document(case: ScreeningCase, kind: CheckKind, attached: Attached) -> dict[str, Any]:
    papers = papers_for(case, kind)
    if not papers:
        raise UserFacingError(_("A pass needs a document of this case, and the provider sent none. Ask for it."))
    chosen = next((paper for paper in papers if paper.pk == attached.document_id), None)
    page = attached.document_page or 1
    if chosen is None or not 1 <= page <= chosen.pages:
        raise UserFacingError(_("Choose the document that you looked at."))
    return {"document": chosen, "document_page": page}


def pages_for(provider: Provider, kind: CheckKind) -> list[SourcePage]:
    """The newest few that somebody saved of this source about this person, or about everybody."""
    if kind not in BY_PAGE:
        return []
    saved = SourcePage.objects.filter(Q(provider=provider) | Q(provider=None), kind=kind)
    return list(saved.filter(is_demonstration__in={False, provider.is_demonstration}).order_by("-pk")[:MOST_PAGES])


def source_page_for(case: ScreeningCase, kind: CheckKind, attached: Attached) -> SourcePage:
    chosen = next((page for page in pages_for(case.provider, kind) if page.pk == attached.source_page_id), None)
    if chosen is None:
        raise UserFacingError(_("A pass needs the page of the source. Save it as a PDF or a picture, and attach it."))
    return chosen


def require_saved_for(report_date: date, page: SourcePage) -> None:
    if not is_saved_for(report_date, saved_at=page.saved_at):
        raise UserFacingError(_("This page was saved before the date that you typed. Save it anew."))


def _call(attached: Attached, now: datetime) -> dict[str, Any]:
    if not are_phones(attached.called_number) or attached.called_at is None:
        raise UserFacingError(_("A pass needs the number that you called, and when."))
    if attached.called_at > now:
        raise UserFacingError(_("This call is in the future."))
    return {"called_number": attached.called_number.strip(), "called_at": attached.called_at}


def _require_their_phones(case: ScreeningCase, called: str, now: datetime) -> None:
    """What patients call is what we called. One clinic that answers says nothing of another."""
    reached = {digits_of(number) for number in called.split(",")}
    if missing := [phone for phone in phones_to_call(outlook(case, now=now)) if digits_of(phone) not in reached]:
        words = _("Patients will read a number that you did not call. Call each clinic: %s")
        raise UserFacingError(words % ", ".join(missing))


def phones_to_call(seen: Outlook) -> list[str]:
    """Of each clinic as the approval would show it, once; of the one that is new or changes, if there is one. A clinic
    in a state that it leaves out is called when that state opens: its case is one of its own then."""
    changed = [place for place in seen.places if place.pk in seen.waiting]
    shown = changed or [place for place in seen.places if place.state in seen.states]
    phones = {digits_of(place.phone): place.phone for place in shown if place.phone}
    return list(phones.values())


def digits_of(phone: str) -> str:
    """The ten of the line, without an extension."""
    return re.sub("[^0-9]", "", phone).removeprefix("1")[:10]


def _product(case: ScreeningCase) -> dict[str, str]:
    said = Statement.objects.filter(provider=case.provider_id).first()
    if said is None or not said.names_product:
        raise UserFacingError(_("The provider named no product, maker and source, so there is nothing to pass."))
    if warning := ProductBook.read().warning_in(said.products):
        words = _("%(by)s warned of this product on %(day)s. It does not pass.")
        raise UserFacingError(words % {"by": warning.by, "day": date_format(warning.since)})
    return {
        "product": said.products, "product_maker": said.products_maker, "product_source": said.products_source,
    }  # fmt: skip


def signed_list_for(provider: Provider) -> ExclusionList | None:
    """The newest full list that somebody answers for; a made-up one carries made-up people only."""
    may_carry = Q(is_demonstration=False) | Q(is_demonstration=provider.is_demonstration)
    return ExclusionList.objects.signed().filter(may_carry).first()


def from_list(run: ExclusionList) -> dict[str, Any]:
    """What a check says of somebody who is not on it."""
    proof = "made up" if run.is_demonstration else f"SHA-256 {run.file_hash[:16]}"
    return {
        "finding": "Not on the list",
        "source": f"{LEIE}, {month_name(run.list_date)} file",
        "reference": f"{run.list_date:%Y-%m-%d}, {proof}",
        "report_date": run.list_date,
        "exclusion_list": run,
    }
