"""Turns an uploaded file into plain JPEG pages. Runs alone, in a child process with little memory, time and no secrets.

    python -I child.py < what was sent > one JSON line, then the pages one after another

Parsers of images and PDFs have holes: a file of 957 bytes once crashed one of them. So nothing else of this project is
imported here, the environment is empty, and whatever goes wrong ends this process and no other. What comes out was
drawn anew: no script, no EXIF, no second file hidden behind the first.
"""

import io
import json
import os
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import Any

MEMORY = 1_200_000_000  # bytes of address space
SECONDS = 15  # of the processor
OUTPUT = 60_000_000  # bytes
PAGES = 20
PIXELS = 50_000_000  # of one picture; a phone's camera makes 12 to 48 million
LONG_SIDE = 2000  # pixels of a stored page: small print on a letter page stays readable
QUALITY = 85

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"


class Refused(Exception):
    """With the code of the reason, which the parent turns into words."""


def hold_back() -> None:
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))
    os.nice(5)


def kind_of(content: bytes) -> str:
    """By the first bytes and nothing else: a name and a header are only claims."""
    if not content:
        raise Refused("empty")
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"%PDF-"):
        return PDF
    if content[4:8] == b"ftyp":
        raise Refused("heic")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused("office")
    raise Refused("type")


def pages_of(content: bytes, kind: str) -> Iterator[bytes]:
    if kind == PDF:
        yield from _pdf_pages(content)
    else:
        yield _picture(content, kind)


def _picture(content: bytes, kind: str) -> bytes:
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=["JPEG" if kind == JPEG else "PNG"]) as image:
            width, height = image.size
            if width * height > PIXELS:
                raise Refused("pixels")
            if min(width, height) < 40:
                raise Refused("small")
            image.load()
            return _jpeg(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError:
        raise Refused("pixels") from None


def _jpeg(image: Any) -> bytes:
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA", "P"):
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper
    image = image.convert("RGB")
    image.thumbnail((LONG_SIDE, LONG_SIDE))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _pdf_pages(content: bytes) -> Iterator[bytes]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Refused("password" if "password" in str(error).lower() else "broken") from None
    if len(document) == 0:
        raise Refused("broken")
    if len(document) > PAGES:
        raise Refused("pages")
    for number in range(len(document)):
        page = document[number]
        longest = max(page.get_size())
        if not 10 <= longest <= 20_000 or min(page.get_size()) < 10:
            raise Refused("broken")
        # No form is set up and nothing interactive is drawn, so no script of the file has a place to run.
        drawn = page.render(scale=min(LONG_SIDE / longest, 4.0), may_draw_forms=False)
        yield _jpeg(drawn.to_pil())
        page.close()


def main() -> None:
    hold_back()
    warnings.simplefilter("error")  # a warning of a decoder is a reason to refuse
    content = sys.stdin.buffer.read()
    answer: dict[str, Any]
    pages: list[bytes] = []
    try:
        kind = kind_of(content)
        pages = list(pages_of(content, kind))
        if sum(map(len, pages)) > OUTPUT - 1000:
            raise Refused("heavy")
        answer = {"type": kind, "sizes": [len(page) for page in pages]}
    except Refused as refused:
        answer, pages = {"refused": str(refused)}, []
    except MemoryError:
        answer, pages = {"refused": "heavy"}, []
    except Exception:  # whatever a parser trips over, the file is at fault
        answer, pages = {"refused": "broken"}, []
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(pages))
    sys.stdout.buffer.flush()
    os._exit(0)  # at once: tearing down a library that a bad file confused may crash


if __name__ == "__main__":
    main()
