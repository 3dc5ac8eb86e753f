"""Files as people and attackers send them."""

import io
import struct
import zlib
from base64 import b64decode
from functools import cache

from PIL import Image

SECRET = "37.8088 N, 122.2685 W"


def jpeg(size: tuple[int, int] = (800, 600), **options: object) -> bytes:
    """A photo with a place in its EXIF."""
    exif = Image.Exif()
    exif[0x010E] = SECRET
    return saved(Image.new("RGB", size, "seagreen"), "JPEG", exif=exif, **options)


def png(size: tuple[int, int] = (800, 600), mode: str = "RGB", half: bool = False) -> bytes:
    picture = Image.new("RGB", size)
    if half:
        picture.paste("white", (0, 0, size[0] // 2, size[1]))
    return saved(picture.convert(mode) if mode != "I;16" else Image.new(mode, size), "PNG")


def taller(content: bytes) -> bytes:
    """The same, of which the head declares twice as many rows as follow. Its end mark is there."""
    if content.startswith(b"\x89PNG"):
        head = content[12:20] + struct.pack(">I", 2 * int.from_bytes(content[20:24])) + content[24:29]
        return content[:12] + head + struct.pack(">I", zlib.crc32(head)) + content[33:]
    at = max(content.find(b"\xff\xc0"), content.find(b"\xff\xc2")) + 5
    return content[:at] + struct.pack(">H", 2 * int.from_bytes(content[at : at + 2])) + content[at + 2 :]


def portfolio(*, packed: bool = False) -> bytes:
    """A PDF that carries other files, and a cover; its catalog may be read plainly or only unpacked."""
    folder = "/Collection << /Type /Collection >>"
    inside = zlib.compress(f"6 0 << /Type /Catalog {folder} >>".encode()).decode("latin-1")
    content = pdf_of(
        [
            f"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >> {folder} >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>",
            "<< /Type /Filespec /F (a) /EF << /F 5 0 R >> >>",
            "<< /Type /EmbeddedFile /Length 3 >>\nstream\nabc\nendstream",
        ]
    )
    if packed:
        content = content.replace(folder.encode(), b" " * len(folder))
        content += f"6 0 obj\n<< /Type /ObjStm /N 1 >>\nstream\n{inside}\nendstream".encode("latin-1")
    return content


def gray16(level: int) -> bytes:
    return saved(Image.new("I;16", (200, 100), level), "PNG")


def png16(level: int, channels: int) -> bytes:
    """All of one gray, in 16 bits a channel: the library reads such colors and cannot write them."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + bytes([level, 0]) * channels * 60) * 60
    head = struct.pack(">IIBBBBB", 60, 60, 16, {1: 0, 3: 2}[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# A white picture of 96 by 64 with a black corner at its upper left, as an iPhone keeps it. Its EXIF says where it was,
# and how the camera was held, which readers of HEIC are to ignore: the file's own note on turning counts.
HEIC = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAZdtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAAAA"
    "AERAAAIAAQAAAAABuwABAAAAAAAAAB4AAgAAAAAB2QABAAAAAAAAAEYAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZl"
    "AgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH/"
    "/wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNj"
    "b2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAABppcmVmAAAA"
    "AAAAAA5jZHNjAAIAAQABAAAAbG1kYXQAAAAaKAGvBBj8Hdc//9XQ9QJXkMdbdf34U6KegkwAAAAGRXhpZgAATU0AKgAAAAgAAgEOAAIAAAAWAAAA"
    "JgESAAMAAAABAAYAAAAAAAAzNy44MDg4IE4sIDEyMi4yNjg1IFcA"
)


@cache
def noise(kind: str, **options: bool) -> bytes:
    """A picture that is different everywhere, so that each part of the file is needed."""
    return saved(Image.effect_noise((400, 300), 60).convert("RGB"), kind, **options)


def boxes(brand: bytes, others: bytes = b"mif1heic") -> bytes:
    """How HEIC, AVIF and films begin."""
    return struct.pack(">I", 16 + len(others)) + b"ftyp" + brand + b"\0" * 4 + others + b"\0" * 60


def pdf(pages: int = 1) -> bytes:
    sheets = [Image.new("RGB", (400, 500), "white") for _ in range(pages)]
    return saved(sheets[0], "PDF", save_all=True, append_images=sheets[1:])


def pdf_with(catalog: str) -> bytes:
    """A one-page PDF whose catalog has this entry besides."""
    return pdf_of(
        [
            f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>",
        ]
    )


TEXT = "/FT /Tx /V (POLICY NUMBER 12345) /DA (/Helv 18 Tf 0 g)"


def filled_form(field: str = TEXT, acro: str = "", catalog: str = "", page: str = "") -> bytes:
    """A form with one field, filled in, whose look is left to whoever shows it."""
    fonts = "/DA (/Helv 12 Tf 0 g) /DR << /Font << /Helv 4 0 R >> >>"
    widget = "" if "/Subtype" in field else "/Subtype /Widget /T (a)"
    return pdf_of(
        [
            f"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] {fonts} {acro} >> {catalog} >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 300] /Annots [5 0 R] {page} >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            f"<< /Type /Annot {widget} /F 4 /P 3 0 R /Rect [50 100 400 140] {field} >>",
        ]
    )


def heavy_pdf() -> bytes:
    """A page of curves that takes longer to draw than anybody should wait for."""
    curves = "\n".join(f"{n % 500} 0 m 0 {n % 700} 600 {n % 300} {n % 600} 300 c S" for n in range(60_000))
    return pdf_of(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 300] /Contents 4 0 R >>",
            f"<< /Length {len(curves)} >>\nstream\n{curves}\nendstream",
        ]
    )


def pdf_of(objects: list[str]) -> bytes:
    """A PDF of these objects, with a table of offsets that fits. The first one is the catalog."""
    body, offsets = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return body + end.encode() + f"startxref\n{len(body)}\n%%EOF\n".encode()


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
