"""The NPPES bulk file as bytes -> rows. Columns are found by name: CMS has added, renamed and reordered them.

One record is one line (as CMS writes it). Each line is parsed alone, so a stray quotation mark spoils one row and not
all that follow, a row's line number is exact, and memory stays the same whatever the length of the file.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from caarisma.common.errors import UserFacingError
from providers.files.lines import LONGEST_LINE, BrokenRow, decoded, lines

NPI: Final = "NPI"
ENTITY: Final = "Entity Type Code"
LAST_NAME: Final = "Provider Last Name (Legal Name)"
FIRST_NAME: Final = "Provider First Name"
MIDDLE_NAME: Final = "Provider Middle Name"
OTHER_LAST_NAME: Final = "Provider Other Last Name"  # former, professional or other; only some files have it
NAME_SUFFIX: Final = "Provider Name Suffix Text"
CREDENTIALS: Final = "Provider Credential Text"
LINE_1: Final = "Provider First Line Business Practice Location Address"
LINE_2: Final = "Provider Second Line Business Practice Location Address"
CITY: Final = "Provider Business Practice Location Address City Name"
STATE: Final = "Provider Business Practice Location Address State Name"
POSTAL_CODE: Final = "Provider Business Practice Location Address Postal Code"
COUNTRY: Final = "Provider Business Practice Location Address Country Code (If outside U.S.)"
PHONE: Final = "Provider Business Practice Location Address Telephone Number"
UPDATED: Final = "Last Update Date"
DEACTIVATED: Final = "NPI Deactivation Date"
REACTIVATED: Final = "NPI Reactivation Date"
SEX: Final = "Provider Sex Code"

OLDER_NAMES: Final = {"Provider Gender Code": SEX}
SLOTS: Final = 15
REQUIRED: Final = (
    NPI, ENTITY, LAST_NAME, FIRST_NAME, MIDDLE_NAME, NAME_SUFFIX, CREDENTIALS, LINE_1, LINE_2, CITY, STATE,
    POSTAL_CODE, COUNTRY, PHONE, UPDATED, DEACTIVATED, REACTIVATED, SEX,
)  # fmt: skip


class NotNppesError(UserFacingError):
    """The file is not an NPPES bulk file, or not one that can be read."""


def taxonomy_columns(slot: int) -> tuple[str, str, str, str]:
    """Names of one of the fifteen sets: taxonomy code, license number, its state, primary switch."""
    return (
        f"Healthcare Provider Taxonomy Code_{slot}",
        f"Provider License Number_{slot}",
        f"Provider License Number State Code_{slot}",
        f"Healthcare Provider Primary Taxonomy Switch_{slot}",
    )


ALL_SLOTS: Final = tuple(taxonomy_columns(slot) for slot in range(1, SLOTS + 1))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each column stands in this file."""

    width: int
    places: Mapping[str, int]
    taxonomies: tuple[tuple[int, int], ...]  # places of each slot's code and primary switch: every row asks for them

    @classmethod
    def from_header(cls, names: Sequence[str]) -> "Layout":
        """Raises NotNppesError when a column that we read is missing."""
        places = {OLDER_NAMES.get(name.strip(), name.strip()): place for place, name in enumerate(names)}
        wanted = (*REQUIRED, *ALL_SLOTS[0])
        missing = [name for name in wanted if name not in places]
        if len(missing) > len(wanted) // 2:
            raise NotNppesError(
                "This is not an NPPES bulk file: its first line does not name the columns of one. "
                'Use the file "npidata_pfile_..." of the NPPES download.'
            )
        if missing:
            raise NotNppesError(f'This NPPES file has no column "{missing[0]}", so it cannot be read.')
        slots = tuple((places[code], places[switch]) for code, _, _, switch in ALL_SLOTS if code in places)
        return cls(width=len(names), places=places, taxonomies=slots)


@dataclass(frozen=True, slots=True)
class NppesRow:
    """One record. `line` counts from 1, the header's line."""

    line: int
    values: Sequence[str]
    layout: Layout

    def __getitem__(self, column: str) -> str:
        """The cell without space at its ends, "" when this file has no such column."""
        place = self.layout.places.get(column)
        return "" if place is None else whole(self.values[place].strip())


def whole(value: str) -> str:
    """A number that a spreadsheet wrote with a point, without it: 1.0 is 1."""
    if value.endswith(("0", ".")) and "." in value:
        number, _, zeros = value.partition(".")
        if number.isascii() and number.isdigit() and not zeros.strip("0"):
            return number
    return value


def read_rows(stream: BinaryIO) -> Iterator[NppesRow | BrokenRow]:
    """Every record after the header; empty lines are passed over. Raises NotNppesError at the first line or never."""
    layout = Layout.from_header(_header(stream))
    for line, raw in enumerate(lines(stream), start=2):
        if raw is None:
            yield BrokenRow(line, f"is longer than {LONGEST_LINE:,} bytes")
        elif raw.strip():
            yield _row(line, decoded(raw), layout)


def _header(stream: BinaryIO) -> list[str]:
    first = next(lines(stream), b"")
    if not first:
        raise NotNppesError("This is not an NPPES bulk file: it is empty or has no lines.")
    try:
        return next(csv.reader((decoded(first.removeprefix(b"\xef\xbb\xbf")),)), [])
    except csv.Error:
        return []


def _row(line: int, text: str, layout: Layout) -> NppesRow | BrokenRow:
    try:
        values = next(csv.reader((text,), strict=True))
    except csv.Error:
        return BrokenRow(line, "has a quotation mark that does not close, or one too many")
    if len(values) != layout.width:
        return BrokenRow(line, f"has {len(values)} columns, not {layout.width}")
    return NppesRow(line, values, layout)
