"""Files that somebody might send: good ones, and what only looks like one."""

import io
import zipfile
from dataclasses import dataclass

from PIL import Image

NAMES = (
    "license.pdf", "photo.jpg", "", ".", "..", "../../x.pdf", "a\x00b.jpg", "x" * 300 + ".pdf", "\u202ejpg.exe", "x",
    "NUL", "\U0001f9ff.png", "a;b=c.csv", "list.csv", "roster.xlsx", "list.zip", "\\\\x\\y.png", "é.heic", ".pdf",
)  # fmt: skip


def _image(form: str) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(held, form)
    return held.getvalue()


def _zip(name: str, content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, content)
    return held.getvalue()


UPLOADS: dict[str, tuple[str, bytes]] = {
    "nothing": ("application/octet-stream", b""),
    "jpeg": ("image/jpeg", _image("JPEG")),
    "png": ("image/png", _image("PNG")),
    "gif called jpeg": ("image/jpeg", _image("GIF")),
    "half a jpeg": ("image/jpeg", _image("JPEG")[:200]),
    "pdf": ("application/pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"),
    "zeros": ("application/pdf", b"\x00" * 5000),
    "csv": ("text/csv", b"LASTNAME,FIRSTNAME,NPI\nPLAIN,ADA,1234567893\n"),
    "csv in utf-16": ("text/csv", "a,b\n1,2\n".encode("utf-16")),
    "csv with nul": ("text/csv", b"a,b\x00\n1,\x00\n\xff\xfe,2\n"),
    "one long line": ("text/csv", b"a," * 50_000),
    "an open quote": ("text/csv", b'a,b\n"1,2\n' * 50),
    "zip": ("application/zip", _zip("list.csv", b"a,b\n1,2\n")),
    "zip of a zip": ("application/zip", _zip("x.zip", _zip("y", b"z"))),
    "zip with a path": ("application/zip", _zip("../../x.csv", b"a\n")),
    "half a zip": ("application/zip", _zip("list.csv", b"a,b\n1,2\n" * 50)[:60]),
    "no sheet": ("application/vnd.ms-excel", _zip("xl/workbook.xml", b"<a")),
    "text": ("text/plain", b"plain"),
    "html": ("text/html", b"<script>1</script>"),
    "odd type": ("\x00/;;=\"", b"plain"),
}  # fmt: skip


@dataclass(frozen=True)
class Upload:
    name: str
    what: str

    @property
    def kind(self) -> str:
        return UPLOADS[self.what][0]

    @property
    def content(self) -> bytes:
        return UPLOADS[self.what][1]
