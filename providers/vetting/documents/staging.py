"""The first phase: keep a file as it was sent until a worker has read it (docs/adr/0009)."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common import private_files
from caarisma.common.errors import UserFacingError
from caarisma.common.publishing import publish_after_commit
from providers.screening.enums import CheckKind, UploadState
from providers.screening.models import Upload
from providers.teams.acting import require_not_team
from providers.vetting.documents.dropping import drop_folders
from providers.vetting.locks import lock_provider

MOST_AT_ONCE: Final = 3  # files of one account that wait for the reader
MOST_UNUSED: Final = 10  # files of one account that were read and that no form has taken
TASK: Final = "screening.read_upload"


def stage(*, provider_id: int, kind: CheckKind, title: str, content: bytes, by: User, now: datetime) -> Upload:
    """Keep what was sent, encrypted, and tell a worker after the commit.

    UserFacingError when too many of this account's files are being read. OSError when the storage takes nothing: it is
    asked before any lock is taken, as it may need its time.
    """
    _require_room(by)
    name = uuid4()
    private_files.write(name, 0, content)
    try:
        return _name_staged(
            provider_id=provider_id,
            uploaded_by=by,
            kind=kind,
            name=name,
            title=title[:80],
            sha256=sha256(content).hexdigest(),
            size=len(content),
            sent_at=now,
            available_at=now,
        )
    except UserFacingError:
        drop_folders([name])
        raise


@transaction.atomic
def _name_staged(*, provider_id: int, uploaded_by: User, **fields: Any) -> Upload:
    """From now on the file is somebody's."""
    require_not_team(lock_provider(provider_id), uploaded_by)  # counts one after the other
    _require_room(uploaded_by)
    _drop_unused(uploaded_by)
    upload = Upload.objects.create(provider_id=provider_id, uploaded_by=uploaded_by, **fields)
    publish_after_commit(TASK, upload_id=upload.pk)
    return upload


def _require_room(by: User) -> None:
    if Upload.objects.filter(uploaded_by=by, state=UploadState.WAITING).count() >= MOST_AT_ONCE:
        raise UserFacingError(_("We are still reading your other files. Wait a few seconds, then send this one."))


def _drop_unused(by: User) -> None:
    """Nobody fills the disk with files that no form ever takes: the newest few of an account stay."""
    read = Upload.objects.filter(uploaded_by=by, state=UploadState.READ).order_by("-sent_at", "-pk")
    discard(upload_ids=read.values_list("pk", flat=True)[MOST_UNUSED:])


@transaction.atomic
def save_when_read(*, upload_id: int, form: dict[str, Any], now: datetime) -> None:
    """What was typed beside the file waits with it. Nothing happens to a file that is gone by now, or saved."""
    upload = Upload.objects.select_for_update().filter(pk=upload_id).exclude(state=UploadState.KEPT).first()
    if upload is None:
        return
    upload.form, upload.problem, upload.attempts, upload.available_at = form, "", 0, now
    upload.save(update_fields=["form", "problem", "attempts", "available_at"])
    publish_after_commit(TASK, upload_id=upload.pk)


@transaction.atomic
def record_save_failure(*, upload_id: int, problem: str) -> None:
    """The pages are there, and what was typed with them is not good enough. The person reads why."""
    Upload.objects.filter(pk=upload_id, state=UploadState.READ).update(problem=problem[:300])


@transaction.atomic
def discard(*, upload_ids: Iterable[int]) -> int:
    """Let go of files on their way, whatever their state, and of what was typed. Returns how many there were."""
    uploads = list(Upload.objects.select_for_update().filter(pk__in=list(upload_ids)))
    folders: list[UUID] = [folder for upload in uploads for folder in (upload.name, upload.pages_name) if folder]
    Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
    transaction.on_commit(partial(drop_folders, folders))
    return len(uploads)
