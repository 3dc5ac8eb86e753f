"""Reading the cells of one row, and collecting what is wrong with them."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from providers.directory.npi import npi_is_valid
from providers.files.cells import uncovered
from providers.files.report import CellProblem
from providers.registry.nppes import layout
from providers.registry.nppes.layout import NppesRow

# The registry opened in 2005 and carries a few older dates.
YEARS: Final = range(1990, 2100)
# As CMS writes it, and as spreadsheets save it again: without zeros, with a time, two digits for the year, year first.
AMERICAN: Final = re.compile(
    r"(?P<month>[0-9]{1,2})(?P<mark>[/-])(?P<day>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})"
)
YEAR_FIRST: Final = re.compile(r"(?P<year>[0-9]{4})(?P<dash>[/-])(?P<month>[0-9]{1,2})(?P=dash)(?P<day>[0-9]{1,2})")
IN_ONE: Final = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
COUNTED: Final = re.compile(r"[3-6][0-9]{4}")  # a day as a spreadsheet counts it, which one without its format shows
FIRST_COUNTED: Final = date(1899, 12, 30)
NAMED: Final = re.compile(r"(?P<day>[0-9]{1,2})-(?P<month>[A-Z][a-z]{2})-(?P<year>[0-9]{4}|[0-9]{2})")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MIDNIGHT: Final = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?( AM|Z)?$|[ T]12:00(:00)? AM$")


@dataclass(slots=True)
class Fields:
    """One row's cells, cleaned. `problems` refuse the row; `notes` cost only a part of it."""

    row: NppesRow
    problems: list[CellProblem] = field(default_factory=list)
    notes: list[CellProblem] = field(default_factory=list)

    def problem(self, column: str, reason: str) -> None:
        self.problems.append(CellProblem(column, self.row[column], reason))

    def note(self, column: str, reason: str) -> None:
        self.notes.append(CellProblem(column, self.row[column], reason))

    def text(self, column: str, longest: int, *, required: bool = False) -> str:
        """The cell with single spaces. Refused: too long, empty though required, or with invisible characters."""
        value = " ".join(self.row[column].split())
        if required and not value:
            self.problem(column, "is empty")
        elif len(value) > longest:
            self.problem(column, f"is longer than {longest} characters")
        elif not value.isprintable() or "\ufffd" in value:
            self.problem(column, "holds a character that cannot be printed")
        return value

    def day(self, column: str, *, required: bool = False) -> date | None:
        """MM/DD/YYYY, or as a spreadsheet turned it round."""
        value = self.row[column]
        if not value:
            if required:
                self.problem(column, "is empty")
            return None
        found = _day(MIDNIGHT.sub("", uncovered(value)))
        if found is None:
            self.problem(column, "is not a date like 12/31/2026")
        return found

    def npi(self) -> str:
        value = self.row[layout.NPI]
        mended = with_zeros(value)
        if mended != value and npi_is_valid(mended):
            self.note(layout.NPI, "has the letter O for a zero: read as a zero")
            return mended
        if not (len(value) == 10 and value.isascii() and value.isdigit()):
            self.problem(layout.NPI, "is not ten digits")
        elif not npi_is_valid(value):
            self.problem(layout.NPI, "has a digit that is wrong: its check digit does not fit")
        return value


def _day(value: str) -> date | None:
    if COUNTED.fullmatch(value):
        return FIRST_COUNTED + timedelta(days=int(value))
    ways = (AMERICAN, YEAR_FIRST, IN_ONE, NAMED)
    parts = next((match for way in ways if (match := way.fullmatch(value))), None)
    if not parts or (parts["month"].isalpha() and parts["month"] not in MONTHS):
        return None
    month = MONTHS.index(parts["month"]) + 1 if parts["month"].isalpha() else int(parts["month"])
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 1900 if year + 1900 in YEARS else 2000
    try:
        found = date(year, month, int(parts["day"]))
    except ValueError:
        return None
    return found if found.year in YEARS else None


def with_zeros(value: str) -> str:
    """Digits with the letter O among them, as digits. Anything else stays."""
    return re.sub("[Oo]", "0", value) if re.fullmatch(r"[0-9Oo-]*[0-9][0-9Oo-]*", value) else value
