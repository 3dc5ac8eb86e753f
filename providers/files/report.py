"""What the importer tells: each row it refused or kept in part, as CSV or as lines on a terminal."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TextIO


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with one cell, as a person would look for it in the file. `reason` goes on after the value."""

    column: str
    value: str
    reason: str


REFUSED, IN_PART = "refused", "kept in part"
LONGEST_SHOWN: Final = 60
# A spreadsheet runs a cell that begins like this. The file comes from outside, and staff open the report.
FORMULA_STARTS: Final = tuple("=+-@|%＝＋－＠")


@dataclass(frozen=True, slots=True)
class Remark:
    """One problem of one row. `column` is "" when it is about the whole row."""

    line: int
    npi: str
    outcome: str  # REFUSED or IN_PART
    problem: CellProblem

    def __str__(self) -> str:
        where = f'{self.problem.column} "{printable(self.problem.value)}" ' if self.problem.column else "this row "
        return f"line {self.line}: {where}{self.problem.reason}" + (" (row refused)" if self.outcome == REFUSED else "")


Tell = Callable[[Remark], None]


def printable(value: str) -> str:
    """Safe on a terminal: control characters as escapes, cut to a length."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value[:LONGEST_SHOWN])
    return shown + ("..." if len(value) > LONGEST_SHOWN else "")


def inert(value: str) -> str:
    """The text with a quotation mark before it where a spreadsheet would take it for a formula."""
    text = "".join(c if c.isprintable() else " " for c in value)
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) else text


def csv_report(file: TextIO) -> Tell:
    """Writes each remark as a line of CSV: line, npi, outcome, column, value, reason."""
    writer = csv.writer(file)
    writer.writerow(["line", "npi", "outcome", "column", "value", "reason"])

    def tell(remark: Remark) -> None:
        problem = remark.problem
        cells = (remark.npi, remark.outcome, problem.column, problem.value[:1000], problem.reason)
        writer.writerow([remark.line, *map(inert, cells)])

    return tell


def terminal_report(write: Callable[[str], object], *, at_most: int = 50) -> Tell:
    """Writes the first remarks as sentences, then says once where to find the rest."""
    told = 0

    def tell(remark: Remark) -> None:
        nonlocal told
        told += 1
        if told <= at_most:
            write(str(remark))
        elif told == at_most + 1:
            write("... and more. Run it again with --report FILE to have them all.")

    return tell
