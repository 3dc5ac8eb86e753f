"""How a bulk file is packed: with gzip or not, told by its first bytes and not by its name."""

import gzip
import io
import zipfile
import zlib
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
READ_AHEAD: Final = 1 << 20
BROKEN_PACKING: Final = (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error)


class PackingError(UserFacingError):
    """The file is packed in a way that is not read here, or holds more than it may."""


def unpacked(source: io.BufferedReader, *, most: int | None = None) -> BinaryIO:
    """The stream of lines in `source`. Raises PackingError with what to do, here or while it is read: a packed file may
    hold a thousand times its size, and one that unpacks to more than `most` bytes is read no further. One of
    BROKEN_PACKING where it breaks off."""
    start = source.peek(4)[:4]
    if start.startswith(GZIP):
        packed = gzip.GzipFile(fileobj=source)
        if most is None:
            return io.BufferedReader(packed, READ_AHEAD)
        return io.BufferedReader(_Bounded(packed, most), READ_AHEAD)
    if start.startswith(ZIP):
        raise PackingError(_("This is a ZIP archive or a workbook. Unpack it, or get the plain CSV file itself."))
    if start.startswith(WIDE):
        raise PackingError(_("This file is in UTF-16. Get it as it was published, or save it as UTF-8."))
    return source


class _Bounded(io.RawIOBase):
    def __init__(self, stream: gzip.GzipFile, most: int) -> None:
        self.stream, self.left = stream, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        count = self.stream.readinto(buffer)
        self.left -= count
        if self.left < 0:
            raise PackingError(
                _("Unpacked, the file is far larger than it can be. Get it again from where it is published.")
            )
        return count
