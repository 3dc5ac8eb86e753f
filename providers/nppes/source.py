"""Opening what a person hands to the importer: a file or standard input, packed with gzip or not."""

import gzip
import io
from typing import BinaryIO, Final

from providers.nppes.layout import NotNppesError

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
READ_AHEAD: Final = 1 << 20


def unpacked(source: io.BufferedReader) -> BinaryIO:
    """The stream of lines in `source`, by its first bytes and not by its name. Raises NotNppesError with what to do."""
    start = source.peek(4)[:4]
    if start.startswith(GZIP):
        return io.BufferedReader(gzip.GzipFile(fileobj=source), READ_AHEAD)
    if start.startswith(ZIP):
        raise NotNppesError(
            "This is a ZIP archive with several files. Hand over the one that is needed: "
            "unzip -p FILE 'npidata_pfile_*[0-9].csv' | python manage.py import_nppes -"
        )
    if start.startswith(WIDE):
        raise NotNppesError("This file is in UTF-16. Save it as UTF-8, as CMS publishes it.")
    return source
