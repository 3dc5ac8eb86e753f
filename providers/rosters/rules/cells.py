"""The rows of a board's file as text, whether it is CSV or a workbook. Whatever cannot be read for certain is refused.

Nothing of a workbook runs: calamine reads values, and formulas come as what was last worked out.
"""

import codecs
import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, BinaryIO, Final, cast

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from caarisma.common.errors import UserFacingError
from providers.rosters.rules.maps import RosterMap, folded

EXCEL: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
GZIP: Final = b"\x1f\x8b"
CHUNK: Final = 1 << 20
MOST_TEXT: Final = 2 << 30  # bytes; Washington's whole file has about 300 million
MOST_IN_WORKBOOK: Final = 400 << 20
Row = tuple[int, list[str]]  # the line in the file, and its cells


class NotThisRosterError(UserFacingError):
    """The file is not what the map describes."""


def read_cells(file: BinaryIO, about: RosterMap) -> tuple[dict[str, int], Iterator[Row], list[str]]:
    """Where each column of the map stands, the rows behind the header, and the header itself."""
    start = _start_of(file)
    if start.startswith(GZIP):
        file = cast(BinaryIO, gzip.GzipFile(fileobj=file))
        with _told_when_broken():
            start = _start_of(file)
    if not start:
        raise NotThisRosterError(_("The file is empty. Get it again from the board."))
    source = _sheet_rows(file, about) if start.startswith(EXCEL) else _text_rows(file, about)
    if about.header_row == 0:
        places = {name: int(place) - 1 for name, place in about.columns.items()}
        return places, source, []
    header: list[str] = []
    for _number in range(about.header_row):
        _line, header = next(source, (0, []))
    places, missing = places_of(header, about)
    if missing:
        words = _("The file lacks columns that its map names: %s. Is it the right file?")
        raise NotThisRosterError(words % ", ".join(missing))
    return places, source, header


def _start_of(file: BinaryIO) -> bytes:
    start = file.read(8)
    file.seek(0)
    return start


@contextmanager
def _told_when_broken() -> Iterator[None]:
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise NotThisRosterError(_("The file ends or breaks in the middle. Get it again from the board.")) from error


def places_of(header: list[str], about: RosterMap) -> tuple[dict[str, int], list[str]]:
    """Of a column that is named twice the last one counts."""
    known = {folded(word): place for place, word in enumerate(header)}
    places = {name: known[str(word)] for name, word in about.columns.items() if word in known}
    return places, sorted(str(word) for name, word in about.columns.items() if name not in places)


def _text_rows(file: BinaryIO, about: RosterMap) -> Iterator[Row]:
    text = io.TextIOWrapper(file, encoding=_encoding_of(file, about), newline="")
    rows = csv.reader(text, delimiter=about.delimiter)
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield rows.line_num, [_unwrapped(cell) for cell in cells]
    except csv.Error as error:
        words = _("Line %(line)d cannot be read: %(why)s. Get the file again from the board.")
        raise NotThisRosterError(words % {"line": rows.line_num + 1, "why": error}) from error
    finally:
        if not file.closed:  # else whoever opened it was faster
            text.detach()


def _encoding_of(file: BinaryIO, about: RosterMap) -> str:
    """The first of the map's that reads the whole file, and leaves no NUL in it: that would be UTF-16, or no text."""
    for encoding in about.encodings:
        try:
            with _told_when_broken():
                last = _last_read(file, encoding)
        except UnicodeDecodeError:
            continue
        if last is not None:
            if not last.endswith((b"\n", b"\r")):
                raise NotThisRosterError(_("The file ends in the middle of a line. Get it again from the board."))
            file.seek(0)
            return encoding
    raise NotThisRosterError(_("None of the encodings in the map reads this file. Save it as CSV in UTF-8."))


def _last_read(file: BinaryIO, encoding: str) -> bytes | None:
    """The last bytes of a file that this encoding reads to its end, None for one with a NUL."""
    decode, last, size = codecs.getincrementaldecoder(encoding)().decode, b"", 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        if "\0" in decode(chunk):
            return None
        last, size = chunk, size + len(chunk)
        if size > MOST_TEXT:
            raise NotThisRosterError(_("The file is larger than any board's, unpacked. Is it the right file?"))
    decode(b"", True)
    return last


def _unwrapped(cell: str) -> str:
    """A number that a spreadsheet was told to keep: ="0211"."""
    found = cell.strip()
    return found[2:-1] if found.startswith('="') and found.endswith('"') and len(found) > 2 else cell


def _sheet_rows(file: BinaryIO, about: RosterMap) -> Iterator[Row]:
    """Of several sheets the one that the map names, or the first that has its columns."""
    _require_not_swollen(file)
    rows: list[Row] = []
    try:
        book = CalamineWorkbook.from_filelike(file)
        for name in [about.sheet] if about.sheet else book.sheet_names:
            rows = _numbered(book.get_sheet_by_name(name))
            if _has_columns(rows, about):
                break
    except (CalamineError, ValueError, IndexError, OSError) as error:
        raise NotThisRosterError(_("This is no workbook that can be read: %s.") % error) from error
    return iter(rows)


def _has_columns(rows: list[Row], about: RosterMap) -> bool:
    if about.header_row == 0:
        return bool(rows)
    return len(rows) >= about.header_row and not places_of(rows[about.header_row - 1][1], about)[1]


def _require_not_swollen(file: BinaryIO) -> None:
    """A workbook is read as a whole, and a small one can be made that unpacks to more than there is memory."""
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        size = 0  # an old .xls, which packs nothing; or none that can be read
    file.seek(0)
    if size > MOST_IN_WORKBOOK:
        raise NotThisRosterError(_("The workbook is too large. Save it as CSV in UTF-8."))


def _numbered(sheet: CalamineSheet) -> list[Row]:
    """The rows that are not blank."""
    texts = ([_as_text(cell) for cell in cells] for cells in sheet.to_python(skip_empty_area=False))
    return [(line, cells) for line, cells in enumerate(texts, start=1) if any(cell.strip() for cell in cells)]


def _as_text(cell: Any) -> str:
    if cell is None or isinstance(cell, time):  # a time of day is a date that is none
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
