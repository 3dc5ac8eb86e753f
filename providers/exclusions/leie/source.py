"""What can be known of an LEIE file before its first line: kind, date, size and hash."""

import hashlib
import io
import re
from calendar import monthrange
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from providers.exclusions.enums import ListKind

# "1812EXCL.csv", "2605excl.csv.gz", "1812REIN.csv": year and month of the supplement
SUPPLEMENT_NAME: Final = re.compile(r"(\d{2})(0[1-9]|1[0-2])(EXCL|REIN)", re.IGNORECASE)


def sha256_of(source: io.BufferedReader) -> str:
    """The hash of the whole file. The reading place is back at the start afterwards."""
    source.seek(0)
    found = hashlib.file_digest(source, "sha256").hexdigest()
    source.seek(0)
    return found


def list_date_of(path: Path, *, today: date) -> date:
    """The month's last day in a supplement's name; else the day the file was last written, as downloads keep it. Never
    after today: a month that is not over has no list of its last day."""
    if named := SUPPLEMENT_NAME.search(path.name):
        year, month = 2000 + int(named[1]), int(named[2])
        return min(today, date(year, month, monthrange(year, month)[1]))
    return min(today, datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date())


def month_by_name(path: Path) -> date | None:
    """The first day of the month in a supplement's name, None when it has none."""
    named = SUPPLEMENT_NAME.search(path.name)
    return date(2000 + int(named[1]), int(named[2]), 1) if named else None


def kind_by_name(path: Path) -> ListKind | None:
    """What the name says the file is, None when it says nothing."""
    if named := SUPPLEMENT_NAME.search(path.name):
        return ListKind.SUPPLEMENT if named[3].upper() == "EXCL" else ListKind.REINSTATED
    return ListKind.FULL if path.name.upper().startswith("UPDATED") else None
