"""Files that nobody reaches by an address: in the storage "private" of settings, encrypted with the keys of FIELD_KEYS.

A name is a folder of our own making and a number ("<uuid>/<page>"), never what a person called the file. Reading,
writing and deleting go through here; who may read is the question of the view that asks.

Two phases: files are written under a new name first, and belong to nobody until a row that names the folder commits
(docs/adr/0009). So nothing here knows transactions, and whoever keeps such rows sweeps what none of them names.

Whatever is asked of the storage may hang, so nobody waits for it for long, and but few at once (hanging.py): OSError
then, and for whatever else it raises. Call none of it while you hold a lock that somebody's page may need.
"""

import os
import re
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages

from caarisma.common.fields import field_cipher
from caarisma.common.hanging import MayHang

Answer = TypeVar("Answer")

WAIT_SECONDS: Final = 8.0  # of somebody who sent a file, or opens one
AT_ONCE: Final = 4  # of the eight threads of a web process
NAME: Final = re.compile(r"[0-9]{1,3}")
ON_THEIR_WAY: Final = timedelta(hours=1)  # files so young may belong to a transaction that has not committed
TOO_MANY: Final = 100  # this many orphans, and more than half of all, look like another database and not like rubbish


class Disk(FileSystemStorage):
    """The storage of one machine, or of a disk that several share: below PRIVATE_FILES_DIR, for this user alone."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700, allow_overwrite=True)

    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_FILES_DIR)

    @property
    def location(self) -> str:
        return os.path.abspath(self.base_location)

    def _save(self, name: str, content: "File[bytes]") -> str:
        """Whole or not at all: a killed process leaves no half file under the final name."""
        place = Path(self.path(name))
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = place.with_name(f"{place.name}.part")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content.read())
            file.flush()
            os.fsync(file.fileno())
        half.replace(place)
        return name


class StillThere(OSError):
    """The storage said that it deleted the files, and has them still."""


class TooManyOrphans(Exception):
    """Nothing was deleted: this database does not know most of what the storage holds."""


disk: Final = MayHang(seconds=WAIT_SECONDS, at_once=AT_ONCE)


def storage() -> Storage:
    return storages["private"]


def write(folder: UUID, number: int, content: bytes) -> None:
    """OSError when the storage takes nothing. What it takes too late is swept as rubbish."""
    _save(_name(folder, number), field_cipher().encrypt(content))


def read(folder: UUID, number: int) -> bytes:
    """FileNotFoundError when it was deleted, another OSError when the storage gives nothing."""
    return field_cipher().decrypt(_raw(_name(folder, number)))


def delete(folder: UUID) -> None:
    """All of the folder. Nothing to delete is fine: a job may run twice. OSError when any of it is still there."""
    for name in _files_in(str(folder)):
        _delete(f"{folder}/{name}")
    if left := _files_in(str(folder)):
        raise StillThere(f"{len(left)} files")
    _delete(str(folder))  # the empty folder, where the storage has any


def rotate() -> int:
    """Write every file anew with the newest key. Returns how many there were. May be stopped and run again."""
    done = 0
    for folder in sorted(folders()):
        for number in filter(NAME.fullmatch, _files_in(str(folder))):
            name = f"{folder}/{number}"
            _save(name, field_cipher().rotate(_raw(name)))
            done += 1
    return done


def folders() -> Iterator[UUID]:
    try:
        names = _ask(lambda held: held.listdir(""))[0]
    except FileNotFoundError:  # nothing was ever written
        return
    for name in names:
        try:
            yield UUID(name)
        except ValueError:
            continue  # not ours


def delete_orphans(*, named: Collection[UUID], now: datetime) -> tuple[int, int]:
    """Delete the folders that no row names, but for the youngest. (how many went, how many would not go)"""
    held = set(folders())
    orphans = held - set(named)
    if len(orphans) > TOO_MANY and len(orphans) * 2 > len(held):
        raise TooManyOrphans(f"{len(orphans)} of {len(held)}")
    gone = failed = 0
    for folder in sorted(orphans):
        try:
            if _is_young(folder, now):
                continue
            delete(folder)
            gone += 1
        except Exception:  # each storage has its own errors; the others must go all the same
            failed += 1
    return gone, failed


def _is_young(folder: UUID, now: datetime) -> bool:
    held = [f"{folder}/{name}" for name in _files_in(str(folder))] or [str(folder)]
    return any(_changed_at(name) > now - ON_THEIR_WAY for name in held)


def _changed_at(name: str) -> datetime:
    return _ask(lambda held: held.get_modified_time(name))


def _files_in(folder: str) -> list[str]:
    try:
        return sorted(_ask(lambda held: held.listdir(folder))[1])
    except FileNotFoundError:
        return []


def _raw(name: str) -> bytes:
    return _ask(lambda held: _content(held, name))


def _content(held: Storage, name: str) -> bytes:
    with held.open(name) as file:
        return bytes(file.read())


def _delete(name: str) -> None:
    _ask(lambda held: held.delete(name))


def _save(name: str, content: bytes) -> None:
    _ask(lambda held: held.save(name, ContentFile(content)))


def _ask(work: Callable[[Storage], Answer]) -> Answer:
    held = storage()
    try:
        return disk.ask(lambda: work(held))
    except OSError:
        raise
    except Exception as error:  # each kind of storage has its own
        raise OSError("the storage does not do it") from error


def _name(folder: UUID, number: int) -> str:
    return f"{folder}/{number}"
