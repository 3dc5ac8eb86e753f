"""Files that nobody reaches by an address: below PRIVATE_FILES_DIR, encrypted with the keys of FIELD_KEYS.

A name is a folder of our own making and a number ("<uuid>/<page>"), never what a person called the file. Reading,
writing and deleting go through here; who may read is the question of the view that asks.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from caarisma.common.fields import field_cipher

NAME: Final = re.compile(r"[0-9]{1,3}")


def root() -> Path:
    return Path(settings.PRIVATE_FILES_DIR)


def write(folder: UUID, number: int, content: bytes) -> None:
    """Whole or not at all: a killed process leaves no half file under the final name."""
    place = _path(folder, number)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _replace(place, field_cipher().encrypt(content))


def read(folder: UUID, number: int) -> bytes:
    """FileNotFoundError when it was deleted."""
    return field_cipher().decrypt(_path(folder, number).read_bytes())


def delete(folder: UUID) -> None:
    """All of the folder. Nothing to delete is fine: a job may run twice."""
    shutil.rmtree(_folder(folder), ignore_errors=True)


def rotate() -> int:
    """Write every file anew with the newest key. Returns how many there were. May be stopped and run again."""
    done = 0
    for place in _files():
        _replace(place, field_cipher().rotate(place.read_bytes()))
        done += 1
    return done


def _files() -> Iterator[Path]:
    if root().is_dir():
        yield from (place for place in sorted(root().glob("*/*")) if NAME.fullmatch(place.name))


def _folder(folder: UUID) -> Path:
    return root() / str(folder)


def _path(folder: UUID, number: int) -> Path:
    return _folder(folder) / str(number)


def _replace(place: Path, content: bytes) -> None:
    half = place.with_name(f"{place.name}.part")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(place)
