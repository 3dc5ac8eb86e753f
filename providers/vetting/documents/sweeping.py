"""Once an hour: delete what should be deleted by now, and count what would not go (docs/adr/0009)."""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from caarisma.common import private_files
from caarisma.common.private_files import TooManyOrphans
from providers.exclusions.models import SentList
from providers.rosters.models import SentRoster
from providers.screening.enums import UploadState
from providers.screening.models import Document, SourcePage, Upload
from providers.screening.models.upload import KEPT_FOR, LEFT_FOR
from providers.vetting.documents.staging import discard
from providers.vetting.documents.storing import delete_pages

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    expired: int  # files on their way that nobody needs any more
    deleted: int  # documents whose deletion had failed before
    orphans: int  # folders that no row names: of transactions that were rolled back, of processes that were killed
    failed: int  # what is still there, and ought not to be


def sweep_files(*, now: datetime) -> Swept:
    left = Q(form__isnull=True, document__isnull=True, sent_at__lte=now - LEFT_FOR)  # no form ever took it
    old = Upload.objects.filter(left | Q(sent_at__lte=now - KEPT_FOR))
    expired = discard(upload_ids=old.values_list("pk", flat=True))
    asked = Document.objects.to_delete().values_list("pk", flat=True)
    deleted = [delete_pages(document_id=document_id, now=now) for document_id in asked]
    try:
        orphans, failed = private_files.delete_orphans(named=_named(), now=now)
    except TooManyOrphans:
        log.exception("more files than this database knows: nothing was swept")
        orphans, failed = 0, 0
    swept = Swept(expired, sum(deleted), orphans, failed + deleted.count(False))
    _tell(swept)
    return swept


def _named() -> set[UUID]:
    """The folders that are somebody's. One whose deletion was asked for stays with its document until that worked."""
    documents = set(Document.objects.filter(deleted_at__isnull=True).values_list("name", flat=True))
    sent = set(Upload.objects.filter(state=UploadState.WAITING).values_list("name", flat=True))
    drawn = Upload.objects.filter(state=UploadState.READ).values_list("pages_name", flat=True)
    saved = set(SourcePage.objects.values_list("name", flat=True))
    lists = SentList.objects.holding().values_list("name", flat=True)
    rosters = SentRoster.objects.holding().values_list("name", flat=True)
    return documents | saved | sent | {name for name in (*drawn, *lists, *rosters) if name}


def _tell(swept: Swept) -> None:
    """Orphans are worth a line, because each is a transaction that failed; what will not go is an error."""
    if swept.orphans or swept.deleted:
        log.warning("files swept", extra={"count": swept.orphans + swept.deleted})
    if swept.failed:
        log.error("files that cannot be deleted", extra={"count": swept.failed})
