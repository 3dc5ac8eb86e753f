"""Opening what a person hands to the importer: a file or standard input, packed or not, of any of the three kinds that
CMS publishes: the whole registry (monthly), its changes (weekly), and the report of deactivated NPIs."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, Final

from providers.files.lines import BrokenRow
from providers.files.packing import READ_AHEAD, ZIP, unpacked
from providers.registry.nppes.layout import NotNppesError, NppesRow, read_rows
from providers.registry.nppes.workbook import is_workbook, read_workbook

LARGEST_WORKBOOK: Final = 100_000_000  # bytes; the report has 5 million
DATA_FILE: Final = re.compile(r"(?:.*/)?npidata_pfile_[^/]*\.csv", re.IGNORECASE)


def rows_of(source: io.BufferedReader) -> Iterator[NppesRow | BrokenRow]:
    """Every record of an NPPES file of any kind. Raises NotNppesError or PackingError with what to do."""
    return _rows_in_archive(source) if source.peek(4)[:4].startswith(ZIP) else read_rows(unpacked(source))


def _rows_in_archive(source: BinaryIO) -> Iterator[NppesRow | BrokenRow]:
    """A ZIP as CMS publishes it, read where it is: nothing is unpacked to disk."""
    if not source.seekable():
        raise NotNppesError("A ZIP archive cannot be read from standard input. Give the name of the file.")
    archive = zipfile.ZipFile(source)
    if is_workbook(archive):
        return read_workbook(archive)
    names = archive.namelist()
    data = [name for name in names if DATA_FILE.fullmatch(name) and "fileheader" not in name.lower()]
    if len(data) == 1:
        return read_rows(io.BufferedReader(archive.open(data[0]), READ_AHEAD))  # type: ignore[type-var]
    workbooks = [name for name in names if name.lower().endswith(".xlsx")]
    if not data and len(workbooks) == 1:
        return _rows_in_workbook(archive, workbooks[0])
    raise NotNppesError(
        "This ZIP archive holds neither one NPPES data file (npidata_pfile_...csv) nor the report of deactivated NPIs."
    )


def _rows_in_workbook(archive: zipfile.ZipFile, name: str) -> Iterator[NppesRow | BrokenRow]:
    if archive.getinfo(name).file_size > LARGEST_WORKBOOK:
        raise NotNppesError("The workbook in this archive is larger than any report of deactivated NPIs.")
    workbook = zipfile.ZipFile(io.BytesIO(archive.read(name)))
    if not is_workbook(workbook):
        raise NotNppesError("The workbook in this archive has no first sheet.")
    return read_workbook(workbook)
