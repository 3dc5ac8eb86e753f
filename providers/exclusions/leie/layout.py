"""An LEIE file as bytes -> rows, with columns found by name.

Source: OIG, "LEIE record layout": 18 columns, the same in the full file (UPDATED.csv), the monthly supplements and the
reinstatements. The layout's own PDF and the profile corrections spell some of them otherwise.
"""

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol

from caarisma.common.errors import UserFacingError
from providers.files.lines import BrokenRow, decoded, lines

LAST_NAME: Final = "LASTNAME"
FIRST_NAME: Final = "FIRSTNAME"
MIDDLE_NAME: Final = "MIDNAME"
BUSINESS_NAME: Final = "BUSNAME"
GENERAL: Final = "GENERAL"
SPECIALTY: Final = "SPECIALTY"
UPIN: Final = "UPIN"
NPI: Final = "NPI"
BORN: Final = "DOB"
ADDRESS: Final = "ADDRESS"
CITY: Final = "CITY"
STATE: Final = "STATE"
ZIP_CODE: Final = "ZIP"
EXCLUSION_TYPE: Final = "EXCLTYPE"
EXCLUDED: Final = "EXCLDATE"
REINSTATED: Final = "REINDATE"
WAIVED: Final = "WAIVERDATE"
WAIVER_STATE: Final = "WVRSTATE"

COLUMNS: Final = (
    LAST_NAME, FIRST_NAME, MIDDLE_NAME, BUSINESS_NAME, GENERAL, SPECIALTY, UPIN, NPI, BORN, ADDRESS, CITY, STATE,
    ZIP_CODE, EXCLUSION_TYPE, EXCLUDED, REINSTATED, WAIVED, WAIVER_STATE,
)  # fmt: skip
ALIASES: Final = {
    "WAIVERSTATE": WAIVER_STATE,
    "WVRSTAT": WAIVER_STATE,
    "EXCLTYP1": EXCLUSION_TYPE,
    "EXCLTYPE1": EXCLUSION_TYPE,
    "EXCLUSIONTYPE": EXCLUSION_TYPE,
    "EXCLUSIONDATE": EXCLUDED,
    "REINSTATEDATE": REINSTATED,
    "REINSTATEMENTDATE": REINSTATED,
    "MIDDLENAME": MIDDLE_NAME,
    "BUSINESSNAME": BUSINESS_NAME,
    "BUSNAM": BUSINESS_NAME,
    "DATEOFBIRTH": BORN,
    "ZIPCODE": ZIP_CODE,
}
MOST_JOINED: Final = 5  # lines of one record: an address typed with line breaks


def names_of(column: str) -> frozenset[str]:
    """All names that the column goes by."""
    return frozenset({column, *(alias for alias, name in ALIASES.items() if name == column)})


class NotLeieError(UserFacingError):
    """The file is not one of the LEIE's, or not one that can be read."""


@dataclass(frozen=True, slots=True)
class LeieRow:
    """One record. `line` counts from 1, the header's line."""

    line: int
    values: Sequence[str]
    places: Mapping[str, int]

    def __getitem__(self, column: str) -> str:
        """The cell with single spaces between words and none at its ends."""
        return " ".join(self.values[self.places[column]].split())


class Watcher(Protocol):
    """Told of each line and each whole row of a file (providers/exclusions/leie/shape.py)."""

    def line(self, raw: bytes) -> None: ...

    def row(self, row: LeieRow) -> None: ...


def read_rows(stream: BinaryIO, watcher: Watcher | None = None) -> Iterator[LeieRow | BrokenRow]:
    """Every record after the header; empty lines are passed over. Raises NotLeieError at the first line or never."""
    raw_lines = lines(stream)
    if watcher:
        raw_lines = _watched(raw_lines, watcher)
    header = _header(next(raw_lines, None) or b"")
    places = _places(header)
    for found in _records(raw_lines, places, width=len(header)):
        if watcher and isinstance(found, LeieRow):
            watcher.row(found)
        yield found


def _watched(raw_lines: Iterator[bytes | None], watcher: Watcher) -> Iterator[bytes | None]:
    for raw in raw_lines:
        if raw is not None:
            watcher.line(raw)
        yield raw


def _records(
    raw_lines: Iterator[bytes | None], places: Mapping[str, int], *, width: int
) -> Iterator[LeieRow | BrokenRow]:
    """One record a line, or a few lines where a line break stands inside quotation marks: a street of "12 Oak St" and,
    on the next line, "Suite 4". When the lines together are no record, as after a mark that was never closed, the first
    alone is broken, and each of the others is read for itself: none is swallowed.
    """
    ahead: deque[tuple[int, bytes | None]] = deque()
    source = enumerate(raw_lines, start=2)
    while item := ahead.popleft() if ahead else next(source, None):
        line, raw = item
        if raw is None:
            yield BrokenRow(line, "is far too long to be a record")
        elif raw.strip(b"\r\n\x1a \t\0"):
            row = _row(line, raw, places, width=width)
            if isinstance(row, BrokenRow) and _is_open(raw):
                ahead.extend(_some(source, MOST_JOINED - 1 - len(ahead)))
                row = _joined(line, raw, ahead, places, width=width) or row
            yield row


def _some(source: Iterator[tuple[int, bytes | None]], count: int) -> list[tuple[int, bytes | None]]:
    return [item for _, item in zip(range(count), source, strict=False)]


def _is_open(raw: bytes) -> bool:
    """Whether the line ends inside quotation marks."""
    return raw.count(b'"') % 2 == 1


def _joined(
    line: int, raw: bytes, ahead: deque[tuple[int, bytes | None]], places: Mapping[str, int], *, width: int
) -> LeieRow | None:
    """The record made of this line and the fewest of those ahead, which are taken from there; None for none. A line
    that is a record by itself is no part of another's."""
    text = raw
    for count, (_, more) in enumerate(ahead, start=1):
        if more is None or isinstance(_row(line, more, places, width=width), LeieRow):
            return None
        text += more
        if not _is_open(text):
            row = _row(line, text, places, width=width)
            if isinstance(row, LeieRow):
                for _ in range(count):
                    ahead.popleft()
                return row
    return None


def _header(raw: bytes) -> list[str]:
    if raw.count(b"\r") > 1 and b"\n" not in raw:
        raise NotLeieError(
            "Its lines end as on an old Macintosh, so it reads as one line. Get it again from oig.hhs.gov."
        )
    try:
        return _cells(raw)
    except csv.Error:
        return []


def _places(header: Sequence[str]) -> dict[str, int]:
    """Where each column stands. Raises NotLeieError when one is missing: half a record is no record."""
    names = ["".join(name.upper().split()).replace("_", "") for name in header]
    places = {ALIASES.get(name, name): place for place, name in enumerate(names)}
    missing = [column for column in COLUMNS if column not in places]
    if len(missing) > len(COLUMNS) // 2:
        raise NotLeieError(
            "This is not a file of the exclusion list: its first line does not name the columns of one. "
            'Use "UPDATED.csv" or a monthly supplement from oig.hhs.gov.'
        )
    if missing:
        raise NotLeieError(f'This file has no column "{missing[0]}", so it cannot be read.')
    counts = Counter(ALIASES.get(name, name) for name in names)
    twice = [name for name in COLUMNS if counts[name] > 1]
    if twice:
        raise NotLeieError(f'This file has two columns "{twice[0]}", so nobody knows which one counts.')
    return places


def _row(line: int, raw: bytes, places: Mapping[str, int], *, width: int) -> LeieRow | BrokenRow:
    try:
        values = _cells(raw)
    except csv.Error:
        return BrokenRow(line, "has a quotation mark that does not close, or one too many")
    if len(values) != width:
        return BrokenRow(line, f"has {len(values)} columns, not {width}")
    return LeieRow(line, values, places)


def _cells(raw: bytes) -> list[str]:
    """One line's cells. Spreadsheets put a mark before the first one, and older files end with a control character."""
    text = decoded(raw.removeprefix(b"\xef\xbb\xbf")).replace("\0", "")
    return next(csv.reader(io.StringIO(text, newline=""), strict=True), [])
