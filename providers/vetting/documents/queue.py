"""Reading what was sent: a worker hurries, the sweeper does what no worker did, and the web process never does.

PostgreSQL is the queue. One file is read at a time, on all machines together: each may take a gigabyte and a processor,
and two heavy ones would leave nothing for lists and pages. An attempt is counted in a commit of its own, so that a file
which ends its reader is tried three times and no more.
"""

import logging
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from caarisma.common import private_files
from caarisma.common.advisory import Lock
from caarisma.common.one_at_a_time import work_off
from caarisma.common.scanning import Infected, require_clean
from providers.screening.enums import UploadState
from providers.screening.models import Upload
from providers.vetting.documents.dropping import drop_folders
from providers.vetting.documents.reading import ReadDocument, UnreadableDocument, read_document

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 3
BACKOFF: Final = timedelta(seconds=5)  # times the attempts so far
STORAGE_AWAY: Final = timedelta(seconds=30)  # until it is asked again


class Save(Protocol):
    """What saves a form with a file that was read. It knows the forms, which we do not."""

    def __call__(self, *, upload_id: int, now: datetime) -> None: ...


def read_due(*, save: Save, grace: timedelta = timedelta(), seconds: float = 0) -> int:
    """Read what has waited for `grace`, oldest first, and go on for so long. Returns how many files were at hand."""

    def work(upload_id: int) -> None:
        _work_on(upload_id, save)

    return work_off(Upload.objects.due, work, under=Lock.READ_UPLOADS, grace=grace, seconds=seconds)


def _work_on(upload_id: int, save: Save) -> None:
    upload = _count_attempt(upload_id, timezone.now())
    if upload is None:
        return
    try:
        if upload.state == UploadState.WAITING:
            _read(upload)
        save(upload_id=upload_id, now=timezone.now())
    except OSError as error:  # full, silent, no scanner: no fault of this file, which waits as long as it is kept
        log.warning("upload waits for storage or scanner", extra={"job": upload_id, "error": type(error).__name__})
        Upload.objects.filter(pk=upload_id).update(
            attempts=upload.attempts - 1, available_at=timezone.now() + STORAGE_AWAY
        )
    except Exception:
        log.exception("upload failed", extra={"job": upload_id})


@transaction.atomic(durable=True)
def _count_attempt(upload_id: int, now: datetime) -> Upload | None:
    """None when it was tried often enough, or is done."""
    upload = Upload.objects.due(on=now).select_for_update().filter(pk=upload_id).first()
    if upload is None:
        return None
    if upload.attempts >= MOST_ATTEMPTS:
        _give_up(upload)
        return None
    upload.attempts += 1
    upload.available_at = now + BACKOFF * upload.attempts
    upload.save(update_fields=["attempts", "available_at"])
    return upload


def _give_up(upload: Upload) -> None:
    log.error("upload given up", extra={"job": upload.pk, "attempts": upload.attempts})
    if upload.state == UploadState.WAITING:
        _refuse(upload, "lost")
    else:
        upload.problem = _("Something went wrong on our side. Please try to save again.")
        upload.save(update_fields=["problem"])


def _read(upload: Upload) -> None:
    """Outside of any transaction: it may take half a minute, and the person may ask or change their mind meanwhile."""
    try:
        content = private_files.read(upload.name, 0)
        require_clean(content)
        read = read_document(content)
    except FileNotFoundError:
        log.error("sent file is not in the storage", extra={"job": upload.pk})  # does each machine share it?
        _refuse(upload, "lost")
    except Infected as found:
        log.warning("virus in a file that was sent", extra={"job": upload.pk, "outcome": str(found)})
        _refuse(upload, "virus")
    except UnreadableDocument as refused:
        _refuse(upload, refused.code)
    else:
        _keep_pages(upload, read)


def _refuse(upload: Upload, code: str) -> None:
    waiting = Upload.objects.filter(pk=upload.pk, state=UploadState.WAITING)
    waiting.update(state=UploadState.REFUSED, refused=code)
    transaction.on_commit(lambda: drop_folders([upload.name]))


def _keep_pages(upload: Upload, read: ReadDocument) -> None:
    """The pages are on the disk before a row names them; if that row is gone by now, so are they soon."""
    folder = uuid4()
    for number, page in enumerate(read.pages, 1):
        private_files.write(folder, number, page)
    kept = Upload.objects.filter(pk=upload.pk, state=UploadState.WAITING).update(
        state=UploadState.READ,
        pages_name=folder,
        pages=len(read.pages),
        content_type=read.content_type,
        hints=read.hints,
        attempts=0,
        available_at=timezone.now(),
    )
    drop_folders([upload.name] if kept else [upload.name, folder])
