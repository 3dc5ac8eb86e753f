"""From an uploaded file to pages that may be kept, or a sentence that says what to do instead."""

import json
import logging
import resource
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from caarisma.common.errors import UserFacingError
from caarisma.common.uploading import MOST_BYTES
from providers.vetting.documents import child

logger = logging.getLogger(__name__)

CHILD: Final = Path(child.__file__)
WAIT_SECONDS: Final = 25.0  # by the clock; the child's own limit counts processor time
AT_WORK: Final = 0.2  # of that time a child uses the processor at least, unless the machine gave it none

REFUSALS: Final = {
    "empty": _("This file is empty. Choose another one."),
    "size": _("This file is larger than 25 MB. Send a smaller copy of it."),
    "type": _("We cannot read this kind of file. Send a JPEG, PNG or HEIC photo, or a PDF."),
    "heic": _("We cannot open this HEIC photo. Save it as a JPEG, or take a screenshot and send that."),
    "avif": _("This photo is in the AVIF format, and we cannot open it. Save it as a JPEG and send that."),
    "film": _("This is a film or a sound, and not a photo. Take a photo of the page, or send a PDF."),
    "office": _("This is an office file. Save it as a PDF and send the PDF."),
    "password": _("This PDF has a password. Save a copy without one, or send a photo of it."),
    "adobe": _("Only Adobe Reader can show this form. Print it to a new PDF there, or send a photo of it."),
    "portfolio": _("This PDF is a folder of other files, and we see only its cover. Send those files one by one."),
    "pages": _("This PDF has more than 20 pages. Send only the pages that matter."),
    "pixels": _("This picture has more pixels than we can open. Set your camera to a smaller size and take it again."),
    "small": _("This picture is too small to read. Take it again, closer."),
    "cut": _("Part of this picture is missing: it did not arrive whole. Send it again, or take it again."),
    "heavy": _("This file is too heavy to open. Take a photo of it and send the photo."),
    "broken": _("We cannot open this file. Take a photo of it and send the photo."),
    "virus": _("Our scanner knows a virus in this file. Take a photo of the page and send the photo."),
    "lost": _("Something went wrong on our side, and we could not read this file. Please send it again."),
}


class UnreadableDocument(UserFacingError):
    """The file cannot be kept; the message says what would help."""

    def __init__(self, code: str) -> None:
        self.code = code if code in REFUSALS else "broken"
        super().__init__(str(REFUSALS[self.code]))


class ReaderLost(Exception):
    """The machine killed the reader or let it do nothing: the file may be read another time."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """`sha256` is of what was sent. `pages` are JPEGs that we drew; what was sent itself is not kept. `hints`: which of
    them to look at once more, see child.py."""

    sha256: str
    size: int
    content_type: str
    pages: tuple[bytes, ...]
    hints: str = ""


def require_known_kind(*, size: int, first: bytes) -> None:
    """What a look at the size and the first bytes can tell, which is all that a web process does with a file.

    UnreadableDocument for what is too large, or neither a photo nor a PDF.
    """
    if size > MOST_BYTES:
        raise UnreadableDocument("size")
    try:
        child.kind_of(first)
    except child.Refused as refused:
        raise UnreadableDocument(str(refused)) from None


def read_document(content: bytes) -> ReadDocument:
    """Draw the file's pages in a child process, for up to half a minute: never in a process that serves the site.

    UnreadableDocument for everything that is not a plain photo or PDF; ReaderLost for what is no fault of the file.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableDocument("size")
    answer, rest = _ask_child(content)
    if "refused" in answer:
        raise UnreadableDocument(str(answer["refused"]))
    return ReadDocument(
        sha256=sha256(content).hexdigest(),
        size=len(content),
        content_type=str(answer["type"]),
        pages=tuple(_cut(rest, [int(size) for size in answer["sizes"]])),
        hints=str(answer["hints"]),
    )


def _ask_child(content: bytes) -> tuple[dict[str, Any], bytes]:
    # The answer goes to an unnamed file, which the child's own limit on file sizes holds; a pipe has no limit.
    with tempfile.TemporaryFile() as out:
        used_before = _used_by_children()
        try:
            ended = subprocess.run(  # noqa: S603  (our own file, no shell, nothing of the upload in the arguments)
                [sys.executable, "-I", str(CHILD)],
                input=content,
                stdout=out,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=WAIT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            logger.warning("document child took too long")
            if _used_by_children() - used_before < AT_WORK * WAIT_SECONDS:
                raise ReaderLost("it was stopped") from None
            raise UnreadableDocument("heavy") from None
        if ended.returncode in (-signal.SIGKILL, -signal.SIGTERM):
            raise ReaderLost("it was killed")
        if ended.returncode:
            logger.warning("document child ended", extra={"outcome": str(ended.returncode)})
            raise UnreadableDocument("heavy")
        out.seek(0)
        head = out.readline(10_000)
        rest = out.read()
    return dict(json.loads(head)), rest


def _used_by_children() -> float:
    """Seconds of the processor, of all that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _cut(rest: bytes, sizes: list[int]) -> list[bytes]:
    if not sizes or sum(sizes) != len(rest):
        raise UnreadableDocument("broken")
    pages, start = [], 0
    for size in sizes:
        pages.append(rest[start : start + size])
        start += size
    return pages
