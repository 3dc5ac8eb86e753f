"""Turns an uploaded file into plain JPEG pages. Runs alone, in a child process with little memory, time and no secrets.

    python -I child.py < what was sent > one JSON line, then the pages one after another

Parsers of images and PDFs have holes: a file of 957 bytes once crashed one of them. So nothing else of this project is
imported here, the environment is empty, and whatever goes wrong ends this process and no other. What comes out was
drawn anew on empty paper: no script, no EXIF, XMP, comment or color profile, no second file hidden behind the first.
"""

import io
import json
import os
import re
import resource
import sys
import warnings
import zlib
from collections.abc import Iterator
from typing import Any

MEMORY = 1_200_000_000  # bytes of address space
SECONDS = 15  # of the processor
OUTPUT = 60_000_000  # bytes
PAGES = 20
PIXELS = 50_000_000  # of one picture that has to be decoded whole
JPEG_PIXELS = 220_000_000  # a JPEG is decoded at a half, a quarter or an eighth: phones make 200 million
LONG_SIDE = 2000  # pixels of a stored page: small print on a letter page stays readable
LONGEST_SIDE = 8000  # of one as long and narrow as a receipt
QUALITY = 85
EMPTY = range(126, 130)  # the levels of a JPEG's parts that never came
# What would fill such parts, were any missing: no row of it means nothing, whether the picture has restart marks or not
FILLING = b"".join(bytes(range(1, 250)) * 4 + bytes([0xFF, 0xD0 + number]) for number in range(8))
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a point, by a PNG's kind of color
WOVEN = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))  # Adam7
# Where a page is worth a second look; tried on cards and pages, sharp, shaken, in the dark, and on empty paper
EDGE, FEWEST_EDGES = 24, 0.0004  # the least height of an edge, and the share of the points that are one
DARK = 80  # nine tenths of the points are darker than this gray
BLURRED = 0.5  # of the height of the edges is left once it is blurred a little more

JPEG, PNG, AVIF, HEIC, PDF = "image/jpeg", "image/png", "image/avif", "image/heic", "application/pdf"
FORMATS = {JPEG: "JPEG", PNG: "PNG", AVIF: "AVIF", HEIC: "HEIF"}
WORDS = {AVIF: "avif", HEIC: "heic"}  # of the refusal, where a decoder cannot read what it ought to
PDF_BEGINS_WITHIN = 1024  # bytes, as ISO 32000 has it: exports put a line break or a mark before it
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
FILM_BOXES = (b"moov", b"mdat", b"wide")  # QuickTime before it had brands
NO_FILM = {b"crx ", b"jp2 ", b"jpx ", b"jpm "}  # the same box before pictures that we cannot read either
FORM_THAT_ONLY_ADOBE_DRAWS = 2  # FORMTYPE_XFA_FULL: its pages say "please wait", and nothing else


class Refused(Exception):
    """With the code of the reason, which the parent turns into words."""


def hold_back() -> None:
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))
    # By SIGXCPU and not by SIGKILL, so that the parent knows a heavy file from a machine that killed us
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    os.nice(5)


def kind_of(content: bytes) -> str:
    """By the first bytes and nothing else: a name and a header are only claims."""
    if not content:
        raise Refused("empty")
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[4:8] == b"ftyp":
        return _kind_of_boxes(content)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused("office")
    if content[4:8] in FILM_BOXES or content.startswith(b"\x1a\x45\xdf\xa3") or content[8:12] == b"AVI ":
        raise Refused("film")
    if b"%PDF-" in content[: PDF_BEGINS_WITHIN + 4]:
        return PDF
    raise Refused("type")


def _kind_of_boxes(content: bytes) -> str:
    """AVIF, HEIC and films begin alike. The brand says which it is, and those that it goes with."""
    size = min(max(int.from_bytes(content[:4]), 16), 256)
    major, others = content[8:12], {content[at : at + 4] for at in range(16, size, 4)}
    if major == b"avif" or (major in {b"mif1", b"miaf"} and b"avif" in others):
        return AVIF
    if major in HEIC_BRANDS or (major == b"miaf" and others & HEIC_BRANDS):
        return HEIC
    raise Refused("type" if major in NO_FILM else "film")


def pages_of(content: bytes, kind: str) -> Iterator[bytes]:
    if kind == PDF:
        yield from _pdf_pages(content)
    elif kind in WORDS:
        try:
            yield _picture(content, kind)
        except (OSError, ValueError, SyntaxError, EOFError):
            raise Refused(WORDS[kind]) from None
    else:
        yield _picture(content, kind)


def _picture(content: bytes, kind: str) -> bytes:
    image = _opened(content, kind)
    width, height = image.size
    if width * height > (JPEG_PIXELS if kind == JPEG else PIXELS):
        raise Refused("pixels")
    if min(width, height) < 40:
        raise Refused("small")
    try:
        image = _loaded(image, content, kind)
    except OSError as error:
        if "truncated" in str(error):
            raise Refused("cut") from None
        raise Refused("pixels" if width * height > PIXELS else "broken") from None
    return _jpeg(image, turned=_how_turned(image))


def _opened(content: bytes, kind: str) -> Any:
    from PIL import AvifImagePlugin, Image

    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each thread takes its share of the address space
    Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, before anything is decoded
    if kind == HEIC:
        import pi_heif

        pi_heif.options.DECODE_THREADS = 1
        pi_heif.register_heif_opener()
    return Image.open(io.BytesIO(content), formats=[FORMATS[kind]])


def _loaded(image: Any, content: bytes, kind: str) -> Any:
    """Decoded, a JPEG as small as will do. One that lacks only its end is whole to the eye, so it gets its end."""
    longest = _longest(*image.size)
    image.draft(None, (longest, longest))
    try:
        image.load()
    except OSError as error:
        if kind != JPEG or "truncated" not in str(error):
            raise
        content += b"\xff\xd9"
        image = _drafted(content, longest)
    if kind == JPEG:
        _require_all_scans(content)
        _require_all_blocks(image, content, longest)
    if kind == PNG:
        _require_all_rows(image, content)
    return image


def _drafted(content: bytes, longest: int) -> Any:
    image = _opened(content, JPEG)
    image.draft(None, (longest, longest))
    image.load()
    return image


def _require_all_blocks(image: Any, content: bytes, longest: int) -> None:
    """The decoder says nothing of blocks that never came before an end mark: it leaves them gray. The last one comes
    last; where it is gray, something is put behind each scan. Only a picture that lacks blocks is changed by it."""
    levels = image.getpixel((image.width - 1, image.height - 1))
    if any(level not in EMPTY for level in (levels if isinstance(levels, tuple) else (levels,))):
        return
    filled, kept, scanned = b"", 0, False
    for marker, at in _markers(content):
        if scanned:
            filled, kept = filled + content[kept:at] + FILLING, at
        scanned = marker == 0xDA
    if _drafted(filled + content[kept:], longest).tobytes() != image.tobytes():
        raise Refused("cut")


def _require_all_rows(image: Any, content: bytes) -> None:
    """Nor of rows that a PNG declares and does not hold: they stay black. Then what it holds is counted."""
    levels = image.getpixel((image.width - 1, image.height - 1))
    if any(levels) if isinstance(levels, tuple) else levels:
        return
    depth, color, woven = content[24], content[25], content[28]
    missing = 0
    for left, top, across, down in WOVEN if woven else ((0, 0, 1, 1),):
        columns, rows = -((left - image.width) // across), -((top - image.height) // down)
        missing += rows * (1 + (columns * depth * SAMPLES[color] + 7) // 8) if columns > 0 else 0
    unpacker, at = zlib.decompressobj(), 8
    while missing > 0 and at + 8 <= len(content):
        size = int.from_bytes(content[at : at + 4])
        packed = content[at + 8 : at + 8 + size] if content[at + 4 : at + 8] == b"IDAT" else b""
        while packed and missing > 0:
            missing -= len(unpacker.decompress(packed, 1 << 20))
            packed = unpacker.unconsumed_tail
        at += 12 + size
    if missing > 0:
        raise Refused("cut")


def _require_all_scans(content: bytes) -> None:
    """A progressive JPEG comes coarse first. One of which a scan is missing has no gray part: all of it is blurred."""
    left: dict[tuple[int, int], int] = {}  # (component, coefficient): bits still missing
    progressive, components = False, 0
    for marker, at in _markers(content):
        if marker in (0xC0, 0xC1, 0xC2):
            progressive, components = marker == 0xC2, content[at + 9]
        if marker == 0xDA and progressive:
            _count_scan(content[at + 4 : at + 2 + int.from_bytes(content[at + 2 : at + 4])], left)
    if progressive and (len(left) < components * 64 or any(left.values())):
        raise Refused("cut")


def _markers(content: bytes) -> Iterator[tuple[int, int]]:
    """Of the first picture in it, with their places, up to its end mark. A phone puts a second picture behind that."""
    at = 2
    while (at := content.find(b"\xff", at)) >= 0 and at + 2 <= len(content):
        marker = content[at + 1]
        if marker in (0x00, 0x01, 0xFF) or 0xD0 <= marker <= 0xD8:
            at += 1 if marker == 0xFF else 2
            continue
        yield marker, at
        if marker == 0xD9:
            return
        at += 2 + int.from_bytes(content[at + 2 : at + 4])


def _count_scan(header: bytes, left: dict[tuple[int, int], int]) -> None:
    count = header[0]
    first, last, bits = header[1 + 2 * count], header[2 + 2 * count], header[3 + 2 * count] & 15
    for component in header[1 : 1 + 2 * count : 2]:
        for coefficient in range(first, min(last, 63) + 1):
            left[component, coefficient] = bits


def _how_turned(image: Any) -> int:
    """The camera's note on which side is up. A note that cannot be read is no reason to refuse the picture."""
    try:
        return int(image.getexif().get(0x0112, 1))
    except MemoryError:
        raise
    except Exception:
        return 1


def _jpeg(image: Any, *, turned: int = 1) -> bytes:
    """Flattened, made smaller, turned upright, and copied onto new paper, which leaves every note behind."""
    from PIL import Image

    image = _plain(image)
    longest = _longest(*image.size)
    image.thumbnail((longest, longest))
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    if 2 <= turned <= 8:
        turns = (0, 3, 1, 5, 4, 6, 2)  # Image.Transpose for EXIF's 2 to 8
        paper = paper.transpose(Image.Transpose(turns[turned - 2]))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _plain(image: Any) -> Any:
    """8 bits, in RGB, or in RGBA where something shows through."""
    if image.mode.startswith("I"):  # 16 bits of gray: the decoder's own conversion cuts off instead of dividing
        return _eight_bits(image).convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGB")


def _eight_bits(image: Any) -> Any:
    from PIL import Image

    deep = image if image.mode.startswith("I;16") else image.convert("I;16")
    return Image.frombytes("L", image.size, deep.tobytes("raw", "I;16B")[::2])  # the upper byte of each


def hints_of(pages: list[bytes]) -> str:
    """What a person should look at before we do, and no reason to refuse: "dark@1 blurred@3", by page."""
    found = [(hint, number) for number, page in enumerate(pages, 1) if (hint := _hint_of(page))]
    return " ".join(f"{hint}@{number}" for hint, number in found)


def _hint_of(page: bytes) -> str:
    """Edges tell. Empty paper has none, near or from far. Those of a blurred page are seen from far alone, or lose
    little of their height when it is blurred once more."""
    from PIL import Image, ImageFilter

    gray = Image.open(io.BytesIO(page)).convert("L")
    if _level_below(gray, 0.9) < DARK:
        return "dark"
    edges = _edges(gray)
    if not _has_edges(edges):
        return "blurred" if _has_edges(_edges(gray.reduce(8))) else "empty"
    softer = _edges(gray.filter(ImageFilter.GaussianBlur(2)))
    return "blurred" if _height(softer) > BLURRED * _height(edges) else ""


def _has_edges(edges: list[int]) -> bool:
    return sum(edges[EDGE:]) > FEWEST_EDGES * sum(edges)


def _edges(gray: Any) -> list[int]:
    """How many points have an edge of which height."""
    from PIL import ImageFilter

    width, height = gray.size
    found: list[int] = gray.filter(ImageFilter.FIND_EDGES).crop((2, 2, width - 2, height - 2)).histogram()
    return found


def _height(edges: list[int]) -> float:
    """The mean of the highest hundredth."""
    left = most = max(sum(edges) // 100, 1)
    total = 0
    for level in range(255, -1, -1):
        took = min(left, edges[level])
        total, left = total + took * level, left - took
    return total / most


def _level_below(gray: Any, share: float) -> int:
    """The gray below which this share of the points lies."""
    levels, seen = gray.histogram(), 0
    for level, count in enumerate(levels):
        seen += count
        if seen >= share * gray.width * gray.height:
            return level
    return 255


def _longest(width: float, height: float) -> int:
    """Pixels of the long side. A long receipt keeps its width readable."""
    return min(LONGEST_SIDE, max(LONG_SIDE, round(LONG_SIDE / 3 * max(width, height) / max(min(width, height), 1))))


def _pdf_pages(content: bytes) -> Iterator[bytes]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        words = str(error).lower()
        raise Refused("password" if "password" in words or "security" in words else "broken") from None
    if document.count_attachments() and _is_portfolio(content):
        raise Refused("portfolio")
    if document.get_formtype() == FORM_THAT_ONLY_ADOBE_DRAWS:
        raise Refused("adobe")
    # What was typed into a form is what the document says. A pdfium that could run a form's scripts gets none to run.
    if "V8" not in pypdfium2.PDFIUM_INFO.flags:
        document.init_forms()
    if len(document) == 0:
        raise Refused("broken")
    if len(document) > PAGES:
        raise Refused("pages")
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        if not 10 <= max(width, height) <= 20_000 or min(width, height) < 10:
            raise Refused("broken")
        drawn = page.render(scale=min(_longest(width, height) / max(width, height), 4.0), may_draw_forms=True)
        yield _jpeg(drawn.to_pil())
        page.close()


def _is_portfolio(content: bytes) -> bool:
    """A folder of files, whose one page says so and nothing else. The word may stand in a packed part of the file."""
    if b"/Collection" in content:
        return True
    for found in re.finditer(rb"/ObjStm[^\0]{0,400}?stream\r?\n", content):
        try:
            if b"/Collection" in zlib.decompressobj().decompress(content[found.end() :], 1 << 20):
                return True
        except zlib.error:
            continue
    return False


def main() -> None:
    hold_back()
    warnings.simplefilter("ignore")  # a decoder warns of camera notes that do not add up; the picture may be whole
    content = sys.stdin.buffer.read()
    answer: dict[str, Any]
    pages: list[bytes] = []
    try:
        kind = kind_of(content)
        pages = list(pages_of(content, kind))
        if sum(map(len, pages)) > OUTPUT - 1000:
            raise Refused("heavy")
        answer = {"type": kind, "sizes": [len(page) for page in pages], "hints": hints_of(pages)}
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
