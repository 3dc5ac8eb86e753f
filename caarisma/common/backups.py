"""Whether the nightly backups are there, whole and young: by the names, sizes and dates in the folder BACKUPS_DIR.

What makes them is a service of its own (caarisma/deploy/backup.sh), and only the owner of its key can read them. So
this looks from outside, once an hour, and says so aloud: else a backup that stopped is missed on the day it is needed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import Final

from django.conf import settings

OLD: Final = timedelta(hours=26)  # one each night, and two hours for a slow one
AHEAD: Final = timedelta(hours=1)  # of a clock that differs; what is dated later says nothing of last night
LOOKED_BACK: Final = 7
NAME: Final = re.compile(r"(caarisma|documents)-(\d{4}-\d\d-\d\dT\d{6}Z)\.(?:dump|tar)\.age")
PARTS: Final = ("caarisma", "documents")


class BackupTrouble(StrEnum):
    MISSING = "there is none"
    OLD = "the newest is older than 26 hours"
    SMALL = "the newest is less than half of what they used to be"


class BackupsMissing(Exception):
    """Its name is what the desk's table of chores shows."""


class BackupsOld(Exception):
    pass


class BackupsSmall(Exception):
    pass


FAULTS: Final[dict[BackupTrouble, type[Exception]]] = {
    BackupTrouble.MISSING: BackupsMissing,
    BackupTrouble.OLD: BackupsOld,
    BackupTrouble.SMALL: BackupsSmall,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupsState:
    """`kept`: how many nights; `size`: bytes of the newest, of database and documents."""

    trouble: BackupTrouble | None
    newest_at: datetime | None = None
    size: tuple[int, int] = (0, 0)
    kept: int = 0


def backups_state(now: datetime) -> BackupsState | None:
    """None where BACKUPS_DIR is not set: there backups are somebody else's, and nobody looks here."""
    if not settings.BACKUPS_DIR:
        return None
    whole = {at: size for at, size in _whole(Path(settings.BACKUPS_DIR)).items() if at <= now + AHEAD}
    if not whole:
        return BackupsState(trouble=BackupTrouble.MISSING)
    newest, *before = sorted(whole, reverse=True)
    trouble = None
    if newest < now - OLD:
        trouble = BackupTrouble.OLD
    elif any(
        size * 2 < median(sizes)
        for size, *sizes in zip(*(whole[at] for at in (newest, *before[:LOOKED_BACK])), strict=True)
        if sizes
    ):
        trouble = BackupTrouble.SMALL
    return BackupsState(trouble=trouble, newest_at=newest, size=whole[newest], kept=len(whole))


def require_backups(*, now: datetime) -> None:
    """One of the faults above where something is wrong: so the chore fails, in the log and at the desk."""
    state = backups_state(now)
    if state is not None and state.trouble is not None:
        raise FAULTS[state.trouble](str(state.trouble))


def _whole(folder: Path) -> dict[datetime, tuple[int, int]]:
    """The sizes of both files of each night that has both. An empty file is none."""
    sizes: dict[str, dict[str, int]] = {}
    for path in folder.iterdir() if folder.is_dir() else ():
        if (name := NAME.fullmatch(path.name)) and (size := path.stat().st_size):
            sizes.setdefault(name[2], {})[name[1]] = size
    return {_date(night): (had["caarisma"], had["documents"]) for night, had in sizes.items() if len(had) == len(PARTS)}


def _date(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
