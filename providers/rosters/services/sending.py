"""Handing in a board's file at the desk, to be read with a map that we ship."""

from datetime import date, datetime
from typing import Final

from caarisma.accounts.models import User
from caarisma.common.advisory import Lock
from providers.files.trays import Tray, keep_sent
from providers.rosters.models import SentRoster
from providers.rosters.rules.maps import shipped_map

ROSTERS: Final = Tray(model=SentRoster, task="rosters.read_roster", lock=Lock.IMPORT_ROSTERS, word="roster")


def hand_in_roster(
    *, map_name: str, list_date: date, file_name: str, content: bytes, by: User, now: datetime
) -> SentRoster:
    """Keep the file and tell a worker. MapError for a map that is none of ours, OSError when the storage takes
    nothing."""
    about = shipped_map(map_name)
    sent: SentRoster = keep_sent(
        ROSTERS, map_name=about.name, list_date=list_date, file_name=file_name, content=content, by=by, now=now
    )
    return sent
