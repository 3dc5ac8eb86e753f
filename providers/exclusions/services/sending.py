"""Handing in a file of the exclusion list at the desk, or the address of one. The rest is `providers.files.trays`."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.advisory import Lock
from providers.exclusions.enums import ListKind
from providers.exclusions.leie.source import kind_by_name
from providers.exclusions.models import SentList
from providers.files.sent_file import IN_MOTION
from providers.files.trays import CannotHandIn, Tray, keep_sent, new_sent, require_room

LISTS: Final = Tray(model=SentList, task="exclusions.read_list", lock=Lock.IMPORT_LISTS, word="exclusion_list")


def hand_in(
    *, kind: ListKind, list_date: date, file_name: str, content: bytes, by: User, now: datetime
) -> SentList:  # fmt: skip
    """Keep the file and tell a worker. OSError when the storage takes nothing."""
    require_fitting_name(file_name, kind)
    sent: SentList = keep_sent(
        LISTS, kind=kind, list_date=list_date, file_name=file_name, content=content, by=by, now=now
    )
    return sent


@transaction.atomic
def hand_in_address(
    *, kind: ListKind, list_date: date, source: str, file_name: str, by: User, now: datetime
) -> SentList:  # fmt: skip
    """A file that a worker fetches from OIG first."""
    if SentList.objects.filter(source=source, state__in=IN_MOTION).exists():
        raise CannotHandIn(_("This file is being fetched already."))
    require_room(LISTS)
    sent: SentList = new_sent(LISTS, kind=kind, list_date=list_date, source=source, file_name=file_name, by=by, now=now)
    return sent


def require_fitting_name(file_name: str, kind: ListKind) -> None:
    """A supplement read as the full list would take nearly everybody off it."""
    named = kind_by_name(Path(file_name))
    if named is not None and named != kind:
        raise CannotHandIn(
            _('By its name "%(name)s" is another kind of file: %(kind)s. Choose that kind.')
            % {"name": file_name, "kind": named.label}
        )
