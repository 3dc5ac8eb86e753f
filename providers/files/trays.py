"""Handing in a file at the desk: keep it, stop it, read it again, let it go. A tray holds the files of one kind."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common import private_files
from caarisma.common.advisory import Lock
from caarisma.common.errors import UserFacingError
from caarisma.common.publishing import publish_after_commit
from providers.files.sent_file import IN_MOTION, SentFile, SentFileState

MOST_WAITING: Final = 6  # each is a quarter of an hour of a processor at worst
HELD: Final = 1  # the file's number in its folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Tray:
    """`task` is the worker's that hurries, `lock` that of the importers, `word` stands in the trail's verbs."""

    model: type[SentFile]
    task: str
    lock: Lock
    word: str


class CannotHandIn(UserFacingError):
    """This file is not taken, or this is no longer possible with it."""


@transaction.atomic
def keep_sent(tray: Tray, *, content: bytes, file_name: str, by: User, now: datetime, **about: Any) -> Any:
    """Keep the file and tell a worker. `about`: what it is, in the fields of the tray's own model; the same bytes as
    the same thing wait once. OSError when the storage takes nothing."""
    if not content:
        raise CannotHandIn(_("The file is empty. Choose another one."))
    digest, same_thing = sha256(content).hexdigest(), {key: value for key, value in about.items() if key != "list_date"}
    if same := tray.model.objects.filter(**same_thing, file_hash=digest, state__in=IN_MOTION).first():
        raise CannotHandIn(_('This file waits already: "%s".') % same.file_name)
    require_room(tray)
    folder = uuid4()
    private_files.write(folder, HELD, content)
    return new_sent(
        tray, name=folder, file_name=file_name[:120], file_size=len(content), file_hash=digest, by=by, now=now, **about
    )


def require_room(tray: Tray) -> None:
    if tray.model.objects.filter(state__in=IN_MOTION, is_demonstration=False).count() >= MOST_WAITING:
        raise CannotHandIn(_("Too many files wait to be read. Wait until some are done."))


def new_sent(tray: Tray, *, by: User, now: datetime, **fields: Any) -> Any:
    sent = tray.model.objects.create(sent_by=by, sent_at=now, available_at=now, **fields)
    _audit(tray, "hand_in", sent, by, now)
    publish_after_commit(tray.task, sent_id=sent.pk)
    return sent


@transaction.atomic
def stop_reading(tray: Tray, *, sent_id: int, by: User, now: datetime) -> SentFile:
    """What waits stops at once, what is being read after its next thousands of rows. What is in use stays as it is."""
    sent = _locked(tray, sent_id)
    if not sent.is_in_motion:
        raise CannotHandIn(_("It is not being read any more."))
    if sent.state == SentFileState.WAITING:
        sent.state = SentFileState.STOPPED
    else:
        sent.stop_asked = True
    sent.save(update_fields=["state", "stop_asked"])
    _audit(tray, "stop", sent, by, now)
    return sent


@transaction.atomic
def read_again(tray: Tray, *, sent_id: int, by: User, now: datetime) -> SentFile:
    """From its first line. It ends as it would have without the stop."""
    sent = _locked(tray, sent_id)
    if sent.is_demonstration:
        raise CannotHandIn(_("This file is made up for the demonstration. It is never read."))
    if not sent.may_be_read_again:
        raise CannotHandIn(_("It cannot be read again: it is on its way, or over."))
    require_room(tray)
    wait_again(tray, sent, now=now)
    _audit(tray, "read_again", sent, by, now)
    return sent


def wait_again(tray: Tray, sent: SentFile, *, now: datetime) -> None:
    """Back into the queue. The row is locked."""
    sent.state, sent.attempts, sent.available_at, sent.stop_asked = SentFileState.WAITING, 0, now, False
    sent.problem = ""
    sent.save(update_fields=["state", "attempts", "available_at", "stop_asked", "problem"])
    publish_after_commit(tray.task, sent_id=sent.pk)


@transaction.atomic
def let_go(tray: Tray, *, sent_id: int, by: User, now: datetime) -> SentFile:
    """The file goes. What was read of it stays on record."""
    sent = _locked(tray, sent_id)
    if not sent.may_be_read_again:
        raise CannotHandIn(_("Stop it first: it is on its way."))
    drop_file(sent)
    _audit(tray, "let_go", sent, by, now)
    return sent


def drop_file(sent: SentFile) -> None:
    """After the commit. What the storage keeps all the same is swept: no row names it any more."""
    if folder := sent.name:
        transaction.on_commit(lambda: private_files.delete(folder), robust=True)  # a lambda, as in common/publishing.py
    sent.name, sent.state = None, SentFileState.DROPPED
    sent.save(update_fields=["name", "state"])


def _locked(tray: Tray, sent_id: int) -> Any:
    return tray.model.objects.select_for_update().get(pk=sent_id)


def _audit(tray: Tray, verb: str, sent: SentFile, by: User, now: datetime) -> None:
    write_audit(actor=by, verb=f"{tray.word}.{verb}", about=f"providers.{sent._meta.model_name} {sent.pk}", now=now)
