"""Whether a file of the exclusion list is whole and as OIG wrote it. Pure: no database, no clock.

Each of these was seen to pass as a good list: a download that broke off, a file that a spreadsheet had opened and saved
(NPIs as 1.23E+09, zeros in front gone, dates turned round), two files put together. None of them may be forced: getting
the file again mends it.
"""

import re
from collections import Counter
from enum import StrEnum
from typing import Final

from providers.exclusions.enums import ListKind
from providers.exclusions.leie import layout
from providers.exclusions.leie.layout import LeieRow

FEW: Final = 5  # such cells are somebody's slip; more are the file's
SHARE: Final = 0.01
EXPONENT: Final = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
POINT: Final = re.compile(r"\d+\.0+")
NAMES_OF_A_DATE: Final = layout.names_of(layout.EXCLUDED)
NUMBERS: Final = (layout.NPI, layout.BORN, layout.ZIP_CODE, layout.EXCLUDED)


class Odd(StrEnum):
    """What a spreadsheet leaves behind."""

    EXPONENT = "numbers like 1.23E+09"
    POINT = 'numbers that end in ".0"'
    NPI = "NPIs that lost their zeros"
    ZIP = "ZIP codes that lost their zeros"
    DAY = "dates that are not written like 19601231"


# Old supplements of OIG's own have short NPIs, short ZIPs and dates like 03/30/60. The full list never has.
EVEN_IN_SUPPLEMENTS: Final = frozenset({Odd.EXPONENT, Odd.POINT})


class Shape:
    """Told of each line and row as it is read; asked once at the end."""

    def __init__(self) -> None:
        self.ends_whole = False
        self.header_again = False
        self.encodings: set[str] = set()
        self.rows = 0
        self.odd: Counter[Odd] = Counter()

    def line(self, raw: bytes) -> None:
        self.ends_whole = raw.endswith((b"\n", b"\r")) or not raw.strip(b"\x1a\0 \t")
        if not raw.isascii():
            self.encodings.add(encoding_of(raw))

    def row(self, row: LeieRow) -> None:
        self.rows += 1
        self.header_again = self.header_again or row[layout.EXCLUDED].upper() in NAMES_OF_A_DATE
        self.odd.update(_oddities(row))

    def damage(self, kind: ListKind) -> str:
        """What happened to the file and what to do, "" when nothing speaks against it."""
        if not self.ends_whole:
            return "The file breaks off: its last line has no end. Get it again from oig.hhs.gov, all of it."
        if self.header_again:
            return "Its first line stands in it again: two files were put together. Read each of them alone."
        if len(self.encodings) > 1:
            return "Its letters are written in two ways, so some are broken. Get the file again from oig.hhs.gov."
        found = [odd for odd in Odd if self._is_too_many(odd) and (kind == ListKind.FULL or odd in EVEN_IN_SUPPLEMENTS)]
        if found:
            return (
                f"A spreadsheet has changed this file: it has {' and '.join(found)}. "
                "Get it again from oig.hhs.gov, and do not open and save it before."
            )
        return ""

    def _is_too_many(self, odd: Odd) -> bool:
        least = FEW if odd in EVEN_IN_SUPPLEMENTS else max(FEW, SHARE * self.rows)
        return self.odd[odd] > least


def encoding_of(raw: bytes) -> str:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _oddities(row: LeieRow) -> set[Odd]:
    """The kinds found in this row, each once."""
    found = set()
    for column in NUMBERS:
        value = row[column]
        if EXPONENT.fullmatch(value):
            found.add(Odd.EXPONENT)
        elif POINT.fullmatch(value):
            found.add(Odd.POINT)
    npi, zip_code = row[layout.NPI], row[layout.ZIP_CODE]
    if npi.isdigit() and len(npi) != 10:
        found.add(Odd.NPI)
    if zip_code.isdigit() and len(zip_code) in (3, 4):
        found.add(Odd.ZIP)
    if any(value and not (len(value) == 8 and value.isdigit()) for value in (row[layout.BORN], row[layout.EXCLUDED])):
        found.add(Odd.DAY)
    return found
