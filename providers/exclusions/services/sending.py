"""Handing in a file of the exclusion list at the desk: keep it, stop it, read it again, let it go."""

from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common import private_files
from caarisma.common.errors import UserFacingError
from caarisma.common.publishing import publish_after_commit
from providers.exclusions.enums import ListKind, SentListState
from providers.exclusions.leie.source import kind_by_name
from providers.exclusions.models import SentList
from providers.exclusions.models.sent_list import IN_MOTION

TASK: Final = "exclusions.read_list"
MOST_WAITING: Final = 6  # each is a quarter of an hour of a processor at worst
HELD: Final = 1  # the file's number in its folder


class CannotHandIn(UserFacingError):
    """This file is not taken, or this is no longer possible with it."""


@transaction.atomic
def hand_in(
    *, kind: ListKind, list_date: date, file_name: str, content: bytes, by: User, now: datetime
) -> SentList:  # fmt: skip
    """Keep the file and tell a worker. OSError when the storage takes nothing."""
    require_fitting_name(file_name, kind)
    if not content:
        raise CannotHandIn(_("The file is empty. Choose another one."))
    digest = sha256(content).hexdigest()
    if same := SentList.objects.filter(kind=kind, file_hash=digest, state__in=IN_MOTION).first():
        raise CannotHandIn(_('This file waits already: "%s".') % same.file_name)
    _require_room()
    folder = uuid4()
    private_files.write(folder, HELD, content)
    return _new(
        kind=kind, list_date=list_date, name=folder, file_name=file_name[:120], file_size=len(content),
        file_hash=digest, by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def hand_in_address(
    *, kind: ListKind, list_date: date, source: str, file_name: str, by: User, now: datetime
) -> SentList:  # fmt: skip
    """A file that a worker fetches from OIG first."""
    if SentList.objects.filter(source=source, state__in=IN_MOTION).exists():
        raise CannotHandIn(_("This file is being fetched already."))
    _require_room()
    return _new(kind=kind, list_date=list_date, source=source, file_name=file_name, by=by, now=now)


def _require_room() -> None:
    if SentList.objects.filter(state__in=IN_MOTION, is_demonstration=False).count() >= MOST_WAITING:
        raise CannotHandIn(_("Too many files wait to be read. Wait until some are done."))


def _new(*, by: User, now: datetime, **fields: object) -> SentList:
    sent = SentList.objects.create(sent_by=by, sent_at=now, available_at=now, **fields)
    _audit("hand_in", sent, by, now)
    publish_after_commit(TASK, sent_id=sent.pk)
    return sent


@transaction.atomic
def stop_reading(*, sent_id: int, by: User, now: datetime) -> SentList:
    """What waits stops at once, what is being read after its next thousand rows. The list in use stays as it is."""
    sent = SentList.objects.select_for_update().get(pk=sent_id)
    if sent.state not in IN_MOTION:
        raise CannotHandIn(_("It is not being read any more."))
    if sent.state == SentListState.WAITING:
        sent.state = SentListState.STOPPED
    else:
        sent.stop_asked = True
    sent.save(update_fields=["state", "stop_asked"])
    _audit("stop", sent, by, now)
    return sent


@transaction.atomic
def read_again(*, sent_id: int, by: User, now: datetime) -> SentList:
    """From its first line. It ends as it would have without the stop."""
    sent = SentList.objects.select_for_update().get(pk=sent_id)
    if sent.is_demonstration:
        raise CannotHandIn(_("This file is made up for the demonstration. It is never read."))
    if not sent.may_be_read_again:
        raise CannotHandIn(_("It cannot be read again: it is on its way, or over."))
    _require_room()
    wait_again(sent, now=now)
    _audit("read_again", sent, by, now)
    return sent


def wait_again(sent: SentList, *, now: datetime) -> None:
    """Back into the queue. The row is locked."""
    sent.state, sent.attempts, sent.available_at, sent.stop_asked = SentListState.WAITING, 0, now, False
    sent.problem = ""
    sent.save(update_fields=["state", "attempts", "available_at", "stop_asked", "problem"])
    publish_after_commit(TASK, sent_id=sent.pk)


@transaction.atomic
def let_go(*, sent_id: int, by: User, now: datetime) -> SentList:
    """The file goes. What was read of it stays on record."""
    sent = SentList.objects.select_for_update().get(pk=sent_id)
    if not sent.may_be_read_again:
        raise CannotHandIn(_("Stop it first: it is on its way."))
    drop_file(sent)
    _audit("let_go", sent, by, now)
    return sent


def drop_file(sent: SentList) -> None:
    """After the commit. What the storage keeps all the same is swept: no row names it any more."""
    if folder := sent.name:
        transaction.on_commit(lambda: private_files.delete(folder), robust=True)  # a lambda, as in common/publishing.py
    sent.name, sent.state = None, SentListState.DROPPED
    sent.save(update_fields=["name", "state"])


def require_fitting_name(file_name: str, kind: ListKind) -> None:
    """A supplement read as the full list would take nearly everybody off it."""
    named = kind_by_name(Path(file_name))
    if named is not None and named != kind:
        raise CannotHandIn(
            _('By its name "%(name)s" is another kind of file: %(kind)s. Choose that kind.')
            % {"name": file_name, "kind": named.label}
        )


def _audit(verb: str, sent: SentList, by: User, now: datetime) -> None:
    write_audit(actor=by, verb=f"exclusion_list.{verb}", about=f"providers.sentlist {sent.pk}", now=now)
