"""Reading the cells of one row, and collecting what is wrong with them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from providers.npi import npi_is_valid
from providers.nppes import layout
from providers.nppes.layout import Row

# The registry opened in 2005 and carries a few older dates.
YEARS: Final = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, as a person would look for it in the file. `reason` goes on after the value."""

    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Fields:
    """One row's cells, cleaned. `problems` refuse the row; `notes` cost only a part of it."""

    row: Row
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def problem(self, column: str, reason: str) -> None:
        self.problems.append(Problem(column, self.row[column], reason))

    def note(self, column: str, reason: str) -> None:
        self.notes.append(Problem(column, self.row[column], reason))

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
        """MM/DD/YYYY."""
        value = self.row[column]
        if not value:
            if required:
                self.problem(column, "is empty")
            return None
        month, _, rest = value.partition("/")
        day, _, year = rest.partition("/")
        if value.isascii() and (len(month), len(day), len(year)) == (2, 2, 4) and (month + day + year).isdigit():
            try:
                found = date(int(year), int(month), int(day))
            except ValueError:
                found = date.min
            if found.year in YEARS:
                return found
        self.problem(column, "is not a date like 12/31/2026")
        return None

    def npi(self) -> str:
        value = self.row[layout.NPI]
        if not (len(value) == 10 and value.isascii() and value.isdigit()):
            self.problem(layout.NPI, "is not ten digits")
        elif not npi_is_valid(value):
            self.problem(layout.NPI, "has a digit that is wrong: its check digit does not fit")
        return value
