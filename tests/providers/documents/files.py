"""Files as people and attackers send them."""

import io

from PIL import Image

SECRET = "37.8088 N, 122.2685 W"


def jpeg(size: tuple[int, int] = (800, 600), **options: object) -> bytes:
    """A photo with a place in its EXIF."""
    exif = Image.Exif()
    exif[0x010E] = SECRET
    return _saved(Image.new("RGB", size, "seagreen"), "JPEG", exif=exif, **options)


def png(size: tuple[int, int] = (800, 600), mode: str = "RGB") -> bytes:
    return _saved(Image.new(mode, size), "PNG")


def pdf(pages: int = 1) -> bytes:
    sheets = [Image.new("RGB", (400, 500), "white") for _ in range(pages)]
    return _saved(sheets[0], "PDF", save_all=True, append_images=sheets[1:])


def pdf_with(catalog: str) -> bytes:
    """A one-page PDF whose catalog has this entry besides, with a table of offsets that fits."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>",
    ]
    body, offsets = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = f"xref\n0 4\n0000000000 65535 f \n{table}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + end.encode()


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
