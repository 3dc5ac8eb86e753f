"""The monthly report of deactivated NPIs, an Excel workbook -> rows as of the bulk file. Standard library only.

As CMS publishes it: a ZIP with one .xlsx, in it one sheet: a line that says of which day it is, the header "NPI",
"NPPES Deactivation Date", then 330,000 rows of text. Dates that a spreadsheet made numbers of are read too.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import IO, Final
from xml.etree import ElementTree

from providers.files.lines import BrokenRow
from providers.registry.nppes import layout
from providers.registry.nppes.layout import Layout, NotNppesError, NppesRow

DATE_COLUMN: Final = "NPPES Deactivation Date"
HEADER_WITHIN: Final = 20  # rows: a title or a notice stands above the header
LARGEST_PART: Final = 200_000_000  # bytes unpacked; real sheets have 20 million
TWO_COLUMNS: Final = Layout(width=2, places={layout.NPI: 0, layout.DEACTIVATED: 1}, taxonomies=())
DAY_ZERO: Final = date(1899, 12, 30)  # of Excel's day numbers
SPACE: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRINGS, FIRST_SHEET = "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"


def is_workbook(archive: zipfile.ZipFile) -> bool:
    return FIRST_SHEET in archive.namelist()


def read_workbook(archive: zipfile.ZipFile) -> Iterator[NppesRow | BrokenRow]:
    """Rows of the first sheet after the header. `line` is the row's number in the sheet. Raises NotNppesError."""
    rows = _cells(archive)
    places = _header(rows)
    for number, cells in rows:
        npi, day = (cells.get(place, "").strip() for place in places)
        if npi or day:
            yield NppesRow(number, (npi, _as_day(day)), TWO_COLUMNS)


def _header(rows: Iterator[tuple[int, dict[str, str]]]) -> tuple[str, str]:
    """The columns (letters) of the number and of the date."""
    for number, cells in rows:
        named = {text.strip().lower(): column for column, text in cells.items()}
        if layout.NPI.lower() in named and DATE_COLUMN.lower() in named:
            return named[layout.NPI.lower()], named[DATE_COLUMN.lower()]
        if number >= HEADER_WITHIN:
            break
    raise NotNppesError(f'This is not the report of deactivated NPIs: it has no columns "NPI" and "{DATE_COLUMN}".')


def _cells(archive: zipfile.ZipFile) -> Iterator[tuple[int, dict[str, str]]]:
    """(row number, column letters -> text) of each row."""
    strings = [_text(item) for item in _elements(archive, STRINGS, "si")] if STRINGS in archive.namelist() else []
    for count, row in enumerate(_elements(archive, FIRST_SHEET, "row"), start=1):
        cells = {
            re.sub(r"[0-9]", "", cell.get("r", "")) or chr(ord("A") + place): _value(cell, strings)
            for place, cell in enumerate(row.iter(f"{SPACE}c"))
        }
        yield int(row.get("r", count)), cells


def _value(cell: ElementTree.Element, strings: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _text(cell)
    value = cell.findtext(f"{SPACE}v", default="")
    if cell.get("t") != "s":
        return value
    if not value.isdecimal() or int(value) >= len(strings):
        raise NotNppesError("This workbook is broken: a cell points at a text that is not there.")
    return strings[int(value)]


def _text(element: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{SPACE}t"))


def _elements(archive: zipfile.ZipFile, part: str, name: str) -> Iterator[ElementTree.Element]:
    """The elements of one name, one after the other, each forgotten after its turn."""
    if archive.getinfo(part).file_size > LARGEST_PART:
        raise NotNppesError("This workbook is larger than any report of deactivated NPIs.")
    with archive.open(part) as stream:
        _require_no_definitions(stream)
    try:
        with archive.open(part) as stream:
            for _event, element in ElementTree.iterparse(stream):  # noqa: S314  (no definitions in it, see above)
                if element.tag == f"{SPACE}{name}":
                    yield element
                    element.clear()
    except ElementTree.ParseError as error:
        raise NotNppesError("This workbook is broken: it is not the XML that it should be.") from error


def _require_no_definitions(stream: IO[bytes]) -> None:
    """XML that defines its own entities can grow without end. Workbooks have none."""
    if b"<!DOCTYPE" in stream.read(4096).upper():
        raise NotNppesError("This workbook defines XML entities, which no spreadsheet does.")


def _as_day(text: str) -> str:
    """MM/DD/YYYY. A day number or an ISO date becomes one; anything else stays, to be refused with its words."""
    if re.fullmatch(r"[0-9]{5}(\.0+)?", text):
        return (DAY_ZERO + timedelta(days=int(text[:5]))).strftime("%m/%d/%Y")
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(T00:00:00)?", text)
    return f"{iso[2]}/{iso[3]}/{iso[1]}" if iso else text
