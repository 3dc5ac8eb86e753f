"""An LEIE row -> the facts that are kept, or why it is refused. Pure: no database, no clock.

A row that is left out could be the one that matters, so almost nothing is refused: a cell that says nothing usable is
kept empty and told. Refused are rows without a name, without a date of exclusion, or of another kind of file.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from providers.directory.npi import npi_is_valid
from providers.exclusions.enums import ListKind
from providers.exclusions.leie import layout
from providers.exclusions.leie.layout import LeieRow
from providers.files.lines import BrokenRow
from providers.files.report import CellProblem

NO_DATE: Final = re.compile(r"0*")
COMPACT_DAY: Final = re.compile(r"\d{8}")
SLASHED_DAY: Final = re.compile(r"\d{1,2}/\d{1,2}/(\d{2}|\d{4})")
STATE: Final = re.compile(r"[A-Z]{2}")
FIRST_YEAR: Final = 1850
# The text columns' widths. The published ones are narrower (20, 15, 15, 30 ...); nothing longer is a record.
LONGEST: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LeieEntry:
    """One person or business on the list. Texts are as listed (capitals, cut at 20 and 15 letters), "" for none."""

    line: int
    identity: str
    last_name: str
    first_name: str
    middle_name: str
    business_name: str
    general: str
    specialty: str
    upin: str
    npi: str  # as listed: it may fail the check digit
    born_on: date | None
    address: str
    city: str
    state: str
    zip_code: str
    exclusion_type: str
    excluded_on: date
    reinstated_on: date | None
    waived_on: date | None
    waiver_state: str
    notes: tuple[CellProblem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeieRefusal:
    line: int
    problems: tuple[CellProblem, ...]


@dataclass(slots=True)
class _Cells:
    """One row's cells. `problems` refuse the row; `notes` cost only a cell."""

    row: LeieRow
    year: int  # this year: births are not later, and two-digit years are read by it
    problems: list[CellProblem] = field(default_factory=list)
    notes: list[CellProblem] = field(default_factory=list)

    def text(self, column: str) -> str:
        value = self.row[column]
        if len(value) > LONGEST:
            self.problems.append(CellProblem(column, value, f"is longer than {LONGEST} characters"))
        elif not value.isprintable() or "\ufffd" in value:
            self.notes.append(CellProblem(column, value, "holds a character that cannot be printed: kept without it"))
            return "".join(c for c in value if c.isprintable() and c != "\ufffd")
        return value

    def note(self, column: str, reason: str) -> None:
        self.notes.append(CellProblem(column, self.row[column], reason))

    def day(self, column: str, *, past: bool = False) -> date | None:
        """YYYYMMDD, MM/DD/YYYY or MM/DD/YY; zeros for none. With `past`, two digits are of the last hundred years."""
        value = self.row[column]
        if NO_DATE.fullmatch(value):
            return None
        found = _day(value, this_year=self.year if past else self.year + 10)
        if found is None or not FIRST_YEAR <= found.year <= self.year + (0 if past else 10):
            self.note(column, "is not a date like 19601231: kept without it")
            return None
        return found

    def npi(self) -> str:
        value = self.row[layout.NPI]
        if not value.strip("0"):
            return ""
        if not (len(value) == 10 and value.isascii() and value.isdigit()):
            self.note(layout.NPI, "is not ten digits: kept without it")
            return ""
        if not npi_is_valid(value):
            self.note(layout.NPI, "has a digit that is wrong: kept as listed, and nobody can match it")
        return value

    def zip_code(self) -> str:
        """Five digits. Spreadsheets drop the zeros in front."""
        digits = re.sub(r"\D", "", self.row[layout.ZIP_CODE])
        if len(digits) in (8, 9):
            return digits.zfill(9)[:5]
        return digits.zfill(5) if digits.strip("0") and len(digits) <= 5 else ""

    def state(self, column: str) -> str:
        value = self.row[column].upper()
        if value and not STATE.fullmatch(value):
            self.note(column, "is not a state: kept without it")
            return ""
        return value


def parse(row: LeieRow | BrokenRow, *, kind: ListKind, year: int) -> LeieEntry | LeieRefusal:
    """The row's facts. `kind` of file it is from: a reinstated person in a list of the excluded is refused."""
    if isinstance(row, BrokenRow):
        return LeieRefusal(line=row.line, problems=(CellProblem("", "", row.reason),))
    cells = _Cells(row, year)
    entry = _entry(cells)
    if not (entry.last_name or entry.business_name):
        cells.problems.append(CellProblem(layout.LAST_NAME, "", "is empty, and so is the name of a business"))
    if entry.excluded_on == date.min:
        cells.problems.append(CellProblem(layout.EXCLUDED, row[layout.EXCLUDED], "is not a date like 20181220"))
    if kind == ListKind.REINSTATED and entry.reinstated_on is None:
        cells.problems.append(CellProblem(layout.REINSTATED, "", "is empty in a file of people who were reinstated"))
    if kind != ListKind.REINSTATED and entry.reinstated_on is not None:
        reason = "is set: this person is no longer excluded, so the row is of a reinstatement file"
        cells.problems.append(CellProblem(layout.REINSTATED, row[layout.REINSTATED], reason))
    return LeieRefusal(line=row.line, problems=tuple(cells.problems)) if cells.problems else entry


def _entry(cells: _Cells) -> LeieEntry:
    row = cells.row
    names = {
        "last_name": cells.text(layout.LAST_NAME).upper(),
        "first_name": cells.text(layout.FIRST_NAME).upper(),
        "middle_name": cells.text(layout.MIDDLE_NAME).upper(),
        "business_name": cells.text(layout.BUSINESS_NAME).upper(),
    }
    npi, born_on, address = cells.npi(), cells.day(layout.BORN, past=True), cells.text(layout.ADDRESS)
    excluded_on, kind = cells.day(layout.EXCLUDED), cells.text(layout.EXCLUSION_TYPE).replace(" ", "")
    return LeieEntry(
        line=row.line,
        identity=_identity(names, npi=npi, born_on=born_on, address=address, kind=kind, excluded_on=excluded_on),
        **names,
        general=cells.text(layout.GENERAL),
        specialty=cells.text(layout.SPECIALTY),
        upin=cells.text(layout.UPIN),
        npi=npi,
        born_on=born_on,
        address=address,
        city=cells.text(layout.CITY),
        state=cells.state(layout.STATE),
        zip_code=cells.zip_code(),
        exclusion_type=kind,
        excluded_on=excluded_on or date.min,
        reinstated_on=cells.day(layout.REINSTATED),
        waived_on=cells.day(layout.WAIVED),
        waiver_state=cells.state(layout.WAIVER_STATE),
        notes=tuple(cells.notes),
    )


def _identity(
    names: dict[str, str], *, npi: str, born_on: date | None, address: str, kind: str, excluded_on: date | None
) -> str:
    """What makes it the same entry in the next file: the LEIE numbers nobody.

    A person is who, born when, excluded when and by what rule; address and NPI may be corrected: Jane Roe with another
    street next month is the same entry, and with another day of exclusion a second one. A business has several entries
    that differ only by place and number, as the shops of one chain do that were excluded on one day.
    """
    parts = [*names.values(), str(born_on), kind.lower(), str(excluded_on)]
    if not names["last_name"]:
        parts += [npi, address.upper()]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _day(value: str, *, this_year: int) -> date | None:
    try:
        if value.isascii() and COMPACT_DAY.fullmatch(value):
            return date(int(value[:4]), int(value[4:6]), int(value[6:]))
        if value.isascii() and SLASHED_DAY.fullmatch(value):
            month, day, year = map(int, value.split("/"))
            return date(_century(year, this_year) if year < 100 else year, month, day)
    except ValueError:
        return None
    return None


def _century(two_digits: int, this_year: int) -> int:
    """The newest year that ends so and is not after `this_year`."""
    year = this_year - this_year % 100 + two_digits
    return year if year <= this_year else year - 100
