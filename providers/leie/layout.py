"""An LEIE file as bytes -> rows, with columns found by name.

Source: OIG, "LEIE record layout": 18 columns, the same in the full file (UPDATED.csv), the monthly supplements and the
reinstatements. The layout's own PDF and the profile corrections spell some of them otherwise.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from caarisma.common.errors import UserFacingError
from providers.nppes.layout import BrokenRow, decoded, lines

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


class NotLeieError(UserFacingError):
    """The file is not one of the LEIE's, or not one that can be read."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `line` counts from 1, the header's line."""

    line: int
    values: Sequence[str]
    places: Mapping[str, int]

    def __getitem__(self, column: str) -> str:
        """The cell with single spaces between words and none at its ends."""
        return " ".join(self.values[self.places[column]].split())


def read_rows(stream: BinaryIO) -> Iterator[Row | BrokenRow]:
    """Every record after the header; empty lines are passed over. Raises NotLeieError at the first line or never."""
    raw_lines = lines(stream)
    header = _header(next(raw_lines, None) or b"")
    places = _places(header)
    for line, raw in enumerate(raw_lines, start=2):
        if raw is None:
            yield BrokenRow(line, "is far too long to be a record")
        elif raw.strip(b"\r\n\x1a \t\0"):
            yield _row(line, raw, places, width=len(header))


def _header(raw: bytes) -> list[str]:
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
    return places


def _row(line: int, raw: bytes, places: Mapping[str, int], *, width: int) -> Row | BrokenRow:
    try:
        values = _cells(raw)
    except csv.Error:
        return BrokenRow(line, "has a quotation mark that does not close, or one too many")
    if len(values) != width:
        return BrokenRow(line, f"has {len(values)} columns, not {width}")
    return Row(line, values, places)


def _cells(raw: bytes) -> list[str]:
    """One line's cells. Spreadsheets put a mark before the first one, and older files end with a control character."""
    text = decoded(raw.removeprefix(b"\xef\xbb\xbf")).replace("\0", "")
    return next(csv.reader((text,), strict=True), [])
