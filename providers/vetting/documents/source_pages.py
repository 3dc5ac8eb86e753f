"""What staff save of a source: kept as it was sent, so that its hash can be worked out again. Nothing here opens it."""

from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common import private_files
from caarisma.common.errors import UserFacingError
from caarisma.common.scanning import Infected, ScannerAway, require_clean
from caarisma.common.uploading import MOST_BYTES
from providers.directory.models import Provider
from providers.screening.enums import CheckKind
from providers.screening.models import SourcePage
from providers.vetting.cases.own_cases import require_not_own
from providers.vetting.documents import child
from providers.vetting.documents.reading import UnreadableDocument

ZIP, CSV = "application/zip", "text/csv"
FILES: Final = {child.JPEG: "jpg", child.PNG: "png", child.AVIF: "avif", child.PDF: "pdf", ZIP: "zip", CSV: "csv"}
LOOKED_AT: Final = frozenset({child.JPEG, child.PNG, child.AVIF})  # what a browser shows and cannot run


@transaction.atomic
def save_source_page(
    *, provider: Provider | None, kind: CheckKind, title: str, content: bytes, by: User, now: datetime
) -> SourcePage:
    """Keep a page or file of a source. The same file about the same person is kept once a person and day.

    `provider`: None for a file about everybody (SAM). UserFacingError for what is neither a picture nor a PDF; of SAM a
    CSV or ZIP file will do as well. OSError when the storage takes nothing.
    """
    if provider is not None:
        require_not_own(provider=provider, by=by)
    content_type = type_of(content, kind)
    _require_clean(content)
    digest = sha256(content).hexdigest()
    saved = SourcePage.objects.filter(provider=provider, kind=kind, saved_by=by, saved_at__date=now.date())
    if same := saved.filter(sha256=digest).first():
        return same
    name = uuid4()
    private_files.write(name, 1, content)
    return SourcePage.objects.create(
        provider=provider,
        kind=kind,
        name=name,
        title=title[:80],
        sha256=digest,
        size=len(content),
        content_type=content_type,
        saved_by=by,
        saved_at=now,
    )


def _require_clean(content: bytes) -> None:
    """Before it is kept: colleagues open it as it was sent."""
    try:
        require_clean(content)
    except Infected:
        raise UnreadableDocument("virus") from None
    except ScannerAway:
        raise UserFacingError(_("We cannot look for viruses right now. Try again in a few minutes.")) from None


def type_of(content: bytes, kind: CheckKind) -> str:
    """By what is in it: a name and a header are only claims."""
    if len(content) > MOST_BYTES:
        raise UnreadableDocument("size")
    if kind == CheckKind.SAM and content.startswith(b"PK\x03\x04"):
        return ZIP
    try:
        if (found := child.kind_of(content)) == child.HEIC:  # few browsers show one, and it is kept as it was sent
            raise child.Refused("heic")
        return found
    except child.Refused as refused:
        if kind == CheckKind.SAM and str(refused) == "type" and _is_text(content):
            return CSV
        if kind == CheckKind.SAM and str(refused) == "type":
            raise UserFacingError(_("Save the page as a PDF or picture, or the list as a CSV or ZIP file.")) from None
        raise UnreadableDocument(str(refused)) from None


def _is_text(content: bytes) -> bool:
    try:
        return b"\0" not in content and bool(content.decode("utf-8-sig").strip())
    except UnicodeDecodeError:
        return False


def record_page_view(*, page: SourcePage, by: User, now: datetime) -> None:
    write_audit(actor=by, verb="source_page.read", about=f"providers.sourcepage {page.pk}", now=now)
