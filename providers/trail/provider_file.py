"""Everything about one provider in one file, for an investigator: as data, and as a tagged PDF of the same."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from caarisma.accounts.models import AuditEvent, User
from caarisma.common.errors import UserFacingError
from providers.directory.models import Provider
from providers.ledger.models import ProviderLook
from providers.ledger.selectors import MonthOfLooks, looks_of, months_of, with_hashed_text
from providers.ledger.verifying import verify_chains
from providers.screening.enums import CaseReason
from providers.screening.models import CaseEvent, Document, ScreeningCase, SourcePage
from providers.trail.events import DOCUMENT, SAVED, found_by

FORMAT: Final = 1
RECIPE: Final = "hash = SHA-256 of hashed, as UTF-8. The last line of hashed is the hash of the look before it."
CHILD: Final = Path(__file__).with_name("drawing.py")
WAIT_SECONDS: Final = 20.0
DRAWING: Final = threading.BoundedSemaphore(2)  # whoever waits for one keeps a thread of the web server

log = logging.getLogger(__name__)


class CannotDraw(UserFacingError):
    status = 503

    def __init__(self) -> None:
        super().__init__(_("The PDF could not be made. Take the data, or try again in a minute."))


def content_of(provider: Provider, *, now: datetime) -> dict[str, Any]:
    """In order, the oldest first. What is the same today and tomorrow, if nothing happens, is the same file."""
    looks = list(with_hashed_text(looks_of(provider)).order_by("number"))
    documents = list(provider.documents.select_related("uploaded_by").order_by("pk"))
    pages = list(SourcePage.objects.filter(provider=provider).select_related("saved_by").order_by("pk"))
    return {
        "format": FORMAT,
        "provider": _provider(provider),
        "names_tried": names_tried(provider),
        "approvals": [_case(case) for case in provider.screening_cases.select_related("decided_by").order_by("pk")],
        "months": [_month(month) for month in months_of(provider, today=now.astimezone(UTC).date())],
        "looks": [_look(look) for look in looks],
        "history": [_event(event) for event in provider.case_events.select_related("by").order_by("pk")],
        "documents": [_document(document) for document in documents],
        "saved_pages": [_page(page) for page in pages],
        "documents_read": [_read(event) for event in reads_of(documents, pages)],
        "chain": {"broken": [str(one) for one in verify_chains([provider.pk])], "recipe": RECIPE,
                  "last": looks[-1].hash if looks else ""},
    }  # fmt: skip


def as_json(content: dict[str, Any], *, by: User, now: datetime) -> bytes:
    made = {"made_at": _time(now), "made_by": by.email, "content_sha256": digest_of(content)}
    return json.dumps({**made, **content}, ensure_ascii=False, indent=1).encode()


def as_pdf(content: dict[str, Any], *, by: User, now: datetime) -> bytes:
    """Drawn in a child process: it takes a processor for up to some seconds, and those on the other threads of this
    one wait for none of it. CannotDraw when it takes too long, and when two are being drawn.
    """
    if not DRAWING.acquire(blocking=False):
        raise CannotDraw
    try:
        return _drawn(content, by=by, now=now)
    finally:
        DRAWING.release()


def _drawn(content: dict[str, Any], *, by: User, now: datetime) -> bytes:
    made = {"made_at": _time(now), "made_by": by.email, "content_sha256": digest_of(content)}
    try:
        drawn = subprocess.run(  # noqa: S603  (our own file, no shell)
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps({**content, **made}).encode(),
            capture_output=True,
            env={},
            timeout=WAIT_SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        log.error("drawing a provider's file failed", extra={"error": type(error).__name__})
        raise CannotDraw from None
    return drawn.stdout


def digest_of(content: dict[str, Any]) -> str:
    """Of what both files say, so that a PDF on paper can be held to the data."""
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def names_tried(provider: Provider) -> list[str]:
    """As they were compared with a list the last time."""
    newest = provider.list_comparisons.order_by("-at", "-pk").first()
    return [name for name in newest.names if name] if newest else []


def reads_of(documents: Iterable[Document], pages: Iterable[SourcePage]) -> Iterable[AuditEvent]:
    about = [f"{DOCUMENT}{document.pk}" for document in documents]
    about += [f"{SAVED}{page.pk}" for page in pages]
    return AuditEvent.objects.filter(about__in=about).select_related("actor").order_by("pk")


def _provider(provider: Provider) -> dict[str, Any]:
    places = provider.locations.order_by("pk").values_list("clinic_name", "line1", "city", "state", "zip_code")
    return {
        "npi": provider.npi,
        "name": str(provider),
        "profession": str(provider.get_profession_display()),
        "made_up": provider.is_demonstration,
        "licenses": [
            {"state": license.state, "number": license.number, "status": str(license.get_status_display()),
             "ends": _day(license.expires_on)}
            for license in provider.licenses.order_by("pk")
        ],
        "places": [", ".join(filter(None, place)) for place in places],
    }  # fmt: skip


def _case(case: ScreeningCase) -> dict[str, Any]:
    return {
        "case": case.pk,
        "kind": str(case.get_kind_display()),
        "status": str(case.get_status_display()),
        "from": _day(case.approved_from),
        "until": _day(case.approved_until),
        "decided_at": _time(case.decided_at),
        "decided_by": _who(case.decided_by),
        "checks": list(case.required),
        "states": list(case.states),
        "reasons": _reasons(case.reasons),
    }


def _month(month: MonthOfLooks) -> dict[str, Any]:
    return {"month": f"{month.month:%Y-%m}", "at": _time(month.at), "late": month.is_late, "found": month.found}


def _look(look: ProviderLook) -> dict[str, Any]:
    return {
        "number": look.number,
        "at": _time(look.at),
        "looked_at": _time(look.looked_at),
        "by": _who(look.by),
        "what": str(look.get_origin_display()),
        "kind": str(look.get_kind_display()),
        "result": str(look.get_result_display()),
        "finding": look.finding,
        "source": look.source,
        "reference": look.reference,
        "report_date": _day(look.report_date),
        "good_until": _day(look.good_until),
        "evidence_sha256": look.evidence,
        "facts": json.loads(look.facts),
        "hashed": look.hashed,  # type: ignore[attr-defined]
        "hash": look.hash,
    }


def _event(event: CaseEvent) -> dict[str, Any]:
    found, good_until = found_by(event)
    moved = event.from_status != event.to_status
    return {
        "at": _time(event.at),
        "by": _who(event.by),
        "what": str(event.get_kind_display()),
        "about": event.about,
        "case": event.case_id,
        "from": event.from_status if moved else "",
        "to": event.to_status if moved else "",
        "found": found,
        "good_until": good_until,
        "reasons": _reasons(event.reasons),
        "words": event.words,
        "reference": event.reference,
        "documents_sha256": [document["sha256"] for document in event.documents],
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "number": document.pk,
        "kind": str(document.get_kind_display()),
        "title": document.title,
        "pages": document.pages,
        "sent_at": _time(document.uploaded_at),
        "sent_by": _who(document.uploaded_by),
        "deleted_at": _time(document.deleted_at),
        "sha256": document.sha256,
    }


def _page(page: SourcePage) -> dict[str, Any]:
    return {
        "number": page.pk,
        "kind": str(page.get_kind_display()),
        "title": page.title,
        "saved_at": _time(page.saved_at),
        "saved_by": _who(page.saved_by),
        "sha256": page.sha256,
    }


def _read(event: AuditEvent) -> dict[str, Any]:
    return {"at": _time(event.at), "by": event.actor.email, "what": event.verb, "about": event.about}


def _reasons(codes: Iterable[str]) -> list[str]:
    return [str(CaseReason(code).label) for code in codes]


def _who(user: User | None) -> str:
    return user.email if user else ""


def _time(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
