"""The rows of a board's file as text, whether it is CSV or a workbook. Whatever cannot be read for certain is refused.

Nothing of a workbook runs: calamine reads values, and formulas come as what was last worked out.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from caarisma.common.errors import UserFacingError
from providers.rosters.rules.maps import RosterMap, folded

EXCEL: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
GZIP: Final = b"\x1f\x8b"
CHUNK: Final = 1 << 20
Row = tuple[int, list[str]]  # the line in the file, and its cells


class NotThisRosterError(UserFacingError):
    """The file is not what the map describes."""


def read_cells(file: BinaryIO, about: RosterMap) -> tuple[dict[str, int], Iterator[Row], list[str]]:
    """Where each column of the map stands, the rows behind the header, and the header itself."""
    start = file.read(8)
    file.seek(0)
    if not start:
        raise NotThisRosterError(_("The file is empty. Get it again from the board."))
    if start.startswith(GZIP):
        raise NotThisRosterError(_("The file is packed. Unpack it first."))
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
        decode, last = codecs.getincrementaldecoder(encoding)().decode, b""
        file.seek(0)
        try:
            while chunk := file.read(CHUNK):
                if "\0" in decode(chunk):
                    break
                last = chunk
            else:
                decode(b"", True)
                if not last.endswith((b"\n", b"\r")):
                    raise NotThisRosterError(_("The file ends in the middle of a line. Get it again from the board."))
                file.seek(0)
                return encoding
        except UnicodeDecodeError:
            continue
    raise NotThisRosterError(_("None of the encodings in the map reads this file. Save it as CSV in UTF-8."))


def _unwrapped(cell: str) -> str:
    """A number that a spreadsheet was told to keep: ="0211"."""
    found = cell.strip()
    return found[2:-1] if found.startswith('="') and found.endswith('"') and len(found) > 2 else cell


def _sheet_rows(file: BinaryIO, about: RosterMap) -> Iterator[Row]:
    """Of several sheets the one that the map names, or the first that has its columns."""
    try:
        book = CalamineWorkbook.from_filelike(file)
        names = [about.sheet] if about.sheet else book.sheet_names
        for name in names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            header = [_as_text(cell) for cell in rows[about.header_row - 1]] if len(rows) >= about.header_row else []
            if about.header_row == 0 or not places_of(header, about)[1] or name == names[-1]:
                break
    except (CalamineError, ValueError, IndexError, OSError) as error:
        raise NotThisRosterError(_("This is no workbook that can be read: %s.") % error) from error
    return _numbered(rows)


def _numbered(rows: list[list[Any]]) -> Iterator[Row]:
    for line, cells in enumerate(rows, start=1):
        texts = [_as_text(cell) for cell in cells]
        if any(text.strip() for text in texts):
            yield line, texts


def _as_text(cell: Any) -> str:
    if cell is None or isinstance(cell, time):  # a time of day is a date that is none
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
