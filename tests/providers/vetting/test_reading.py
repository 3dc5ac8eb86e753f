"""What people send becomes plain pages, or a sentence that helps. Hostile files end a child and nothing else."""

import contextlib
import io
import struct
import zlib
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

from providers.vetting.documents import child, reading
from providers.vetting.documents.reading import REFUSALS, UnreadableDocument, read_document
from tests.providers.vetting.files import (
    HEIC,
    SECRET,
    boxes,
    filled_form,
    gray16,
    jpeg,
    noise,
    pdf,
    pdf_of,
    pdf_with,
    png,
    png16,
    portfolio,
    saved,
    taller,
)

SCRIPT = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
LOCKED = "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >>".format("41" * 32)


def huge_png() -> bytes:
    """A picture of 3.6 thousand million pixels, in 60 bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


def locked_pdf() -> bytes:
    return pdf_with("").replace(b"/Root 1 0 R", b"/Root 1 0 R /ID [<41> <41>] " + LOCKED.encode())


def dark(page: bytes) -> int:
    return sum(Image.open(io.BytesIO(page)).convert("L").histogram()[:100])


def turned(orientation: int) -> bytes:
    """Dark in its upper left corner as stored, and to be turned when it is shown."""
    picture, exif = Image.new("RGB", (400, 300), "white"), Image.Exif()
    picture.paste("black", (0, 0, 200, 150))
    exif[0x0112] = orientation
    return saved(picture, "JPEG", exif=exif)


def dark_corner(picture: Image.Image) -> tuple[bool, bool]:
    """Whether it is at the right, and at the bottom."""
    small = picture.convert("L").resize((2, 2))
    (place,) = [(x, y) for x in (0, 1) for y in (0, 1) if small.getpixel((x, y)) < 128]
    return bool(place[0]), bool(place[1])


class TestWhatIsTaken:
    def test_an_iphones_photo_is_turned_once_and_leaves_its_notes_behind(self):
        read = read_document(HEIC)
        picture = Image.open(io.BytesIO(read.pages[0]))

        assert (read.content_type, picture.size, dark_corner(picture)) == ("image/heic", (96, 64), (False, False))
        assert SECRET.encode() not in read.pages[0]

    @pytest.mark.parametrize(
        ("content", "kind", "pages"),
        [
            (jpeg(), "image/jpeg", 1),
            (png(), "image/png", 1),
            (png(mode="RGBA"), "image/png", 1),
            (png(mode="P"), "image/png", 1),
            (png(mode="I;16"), "image/png", 1),
            (pdf(1), "application/pdf", 1),
            (pdf(20), "application/pdf", 20),
        ],
        ids=["jpeg", "png", "transparent", "palette", "16 bit", "pdf", "20 pages"],
    )
    def test_photos_and_pdfs_become_jpegs(self, content, kind, pages):
        read = read_document(content)

        assert (read.content_type, len(read.pages), read.size) == (kind, pages, len(content))
        for page in read.pages:
            assert Image.open(io.BytesIO(page)).format == "JPEG"

    def test_no_page_is_larger_than_a_screen_needs(self):
        (page,) = read_document(jpeg((6000, 3000))).pages

        assert Image.open(io.BytesIO(page)).size == (2000, 1000)

    def test_a_long_receipt_stays_wide_enough_to_read(self):
        (page,) = read_document(png((300, 9000))).pages

        assert Image.open(io.BytesIO(page)).size == (267, 8000)

    def test_a_photo_of_64_million_pixels_is_made_smaller(self):
        (page,) = read_document(jpeg((9280, 6920))).pages

        assert Image.open(io.BytesIO(page)).size == (2000, 1491)

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_a_photo_is_turned_the_right_way_up(self, orientation):
        content = turned(orientation)

        (page,) = read_document(content).pages

        right = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
        drawn = Image.open(io.BytesIO(page))
        assert (drawn.size, dark_corner(drawn)) == (right.size, dark_corner(right))

    @pytest.mark.parametrize("before", [b"\n", b"\xef\xbb\xbf", b"\0" * 1023])
    def test_the_head_of_a_pdf_may_come_a_little_later(self, before):
        assert len(read_document(before + pdf(2)).pages) == 2

    @pytest.mark.parametrize(
        "content",
        [gray16(215 * 256), png16(215, 1), png16(215, 3)],
        ids=["by the library", "gray", "color"],
    )
    def test_16_bits_are_made_8_and_not_cut_off(self, content):
        (page,) = read_document(content).pages

        assert Image.open(io.BytesIO(page)).convert("L").getextrema() == (215, 215)

    @pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA"])
    def test_every_kind_of_png_keeps_its_picture(self, mode):
        (page,) = read_document(png(mode=mode, half=True)).pages

        assert Image.open(io.BytesIO(page)).convert("L").getextrema() == (0, 255)

    @pytest.mark.parametrize("mode", ["L", "CMYK"])
    def test_every_kind_of_jpeg_keeps_its_picture(self, mode):
        (page,) = read_document(saved(Image.new("RGB", (200, 100), "white").convert(mode), "JPEG")).pages

        assert Image.open(io.BytesIO(page)).convert("L").getextrema()[0] > 250

    @pytest.mark.parametrize("mode", ["RGBA", "LA"])
    def test_what_shows_through_is_white(self, mode):
        (page,) = read_document(saved(Image.new(mode, (200, 100)), "PNG")).pages

        assert Image.open(io.BytesIO(page)).getpixel((50, 50)) == (255, 255, 255)

    @pytest.mark.parametrize("progressive", [False, True])
    def test_a_photo_that_lacks_only_its_end_is_whole(self, progressive):
        (page,) = read_document(noise("JPEG", progressive=progressive)[:-2]).pages

        assert Image.open(io.BytesIO(page)).size == (400, 300)

    def test_a_png_that_lacks_only_its_end_is_whole(self):
        assert read_document(png()[:-12]).pages

    def test_a_camera_note_that_does_not_add_up_is_no_reason_to_refuse(self):
        content, length = jpeg(), len(SECRET) + 1
        beyond = content.replace(
            struct.pack(">HHII", 0x010E, 2, length, 26), struct.pack(">HHII", 0x010E, 2, length, 9999)
        )
        assert beyond != content

        assert read_document(beyond).pages

    def test_no_note_in_a_photo_survives(self):
        content = saved(
            Image.new("RGB", (200, 100)), "JPEG", comment=b"jane doe", icc_profile=b"profile" * 9, xmp=b"<x>place</x>"
        )
        (page,) = read_document(content).pages

        assert not {b"jane", b"profile", b"place"} & {word for word in (b"jane", b"profile", b"place") if word in page}
        assert set(Image.open(io.BytesIO(page)).info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}

    def test_an_avif_photo_is_taken(self):
        assert read_document(saved(Image.new("RGB", (200, 100)), "AVIF")).content_type == "image/avif"

    @pytest.mark.parametrize(
        "content",
        [
            filled_form(),
            filled_form(acro="/NeedAppearances true"),
            filled_form(acro="/XFA [(a) 4 0 R]"),
            filled_form(field="/FT /Btn /V /Yes /AS /Yes /MK << /CA (4) >>"),
            filled_form(field="/FT /Btn /Ff 32768 /V /Yes /AS /Yes /MK << /CA (l) >>"),
            filled_form(field="/FT /Ch /Ff 131072 /Opt [(California) (Nevada)] /V (Nevada) /DA (/Helv 18 Tf 0 g)"),
            filled_form(page="/Rotate 90"),
        ],
        ids=["text", "wants appearances", "XFA besides", "tick", "radio", "choice", "turned page"],
    )
    def test_what_was_typed_into_a_form_is_on_the_page(self, content):
        (page,) = read_document(content).pages

        assert dark(page) > 1000

    def test_a_box_that_was_not_ticked_stays_empty(self):
        (page,) = read_document(filled_form(field="/FT /Btn /V /Off /AS /Off /MK << /CA (4) >>")).pages

        assert dark(page) == 0

    def test_a_comment_on_a_page_is_drawn(self):
        note = "/Subtype /FreeText /DA (/Helv 18 Tf 0 g) /Contents (Expires 2027)"
        (page,) = read_document(filled_form(field=note)).pages

        assert dark(page) > 1000

    def test_where_a_photo_was_taken_does_not_survive(self):
        content = jpeg()
        assert SECRET.encode() in content

        (page,) = read_document(content).pages

        assert SECRET.encode() not in page
        assert not Image.open(io.BytesIO(page)).getexif()

    def test_a_file_behind_the_picture_does_not_survive(self):
        (page,) = read_document(jpeg() + b"PK\x03\x04<script>alert(1)</script>").pages

        assert b"script" not in page

    def test_a_pdf_that_carries_another_file_beside_its_pages_is_taken(self):
        assert read_document(portfolio().replace(b"/Collection", b"/Collector ")).pages

    def test_a_pdf_with_a_script_is_only_a_picture_of_its_page(self):
        (page,) = read_document(pdf_with(SCRIPT)).pages

        assert page.startswith(b"\xff\xd8\xff")
        assert b"JavaScript" not in page


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("empty", b""),
        ("type", b"GIF89a" + b"\0" * 40),
        ("type", b"\0"),
        ("type", b"\r\n" + jpeg()),
        ("broken", b"\x89PNG\r\n\x1a\n"),
        ("type", b"<html><script>alert(1)</script>"),
        ("type", b"\0" * 1024 + pdf()),
        ("type", b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 40),
        ("type", b"II*\0" + b"\0" * 40),
        *(("heic", boxes(brand)) for brand in (b"heic", b"heix", b"mif1", b"msf1", b"hevc")),
        *(("film", boxes(brand)) for brand in (b"isom", b"mp42", b"qt  ", b"M4V ", b"3gp5", b"avis")),
        ("film", b"\0\0\0\x08wide\0\0\0\0mdat" + b"\0" * 40),
        ("avif", boxes(b"avif")),
        ("avif", boxes(b"mif1", b"avifmif1miaf")),
        ("office", b"PK\x03\x04" + b"\0" * 40),
        ("broken", b"\xff\xd8\xff" + b"\0" * 4000),
        ("cut", jpeg()[:900]),
        ("cut", noise("JPEG")[: len(noise("JPEG")) // 2]),
        ("cut", noise("JPEG", progressive=True)[: len(noise("JPEG", progressive=True)) // 2]),
        ("cut", noise("PNG")[: len(noise("PNG")) // 2]),
        ("adobe", filled_form(acro="/XFA [(a) 4 0 R]", catalog="/NeedsRendering true")),
        ("portfolio", portfolio()),
        ("portfolio", portfolio(packed=True)),
        ("broken", pdf_of(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"])),
        ("broken", b"%PDF-1.7\n" + b"x" * 400),
        ("broken", pdf()[:300]),
        ("broken", pdf_with("").replace(b"[0 0 300 300]", b"[0 0 1 90000]")),
        ("password", locked_pdf()),
        ("pages", pdf(21)),
        ("pixels", huge_png()),
        ("small", png((20, 20))),
        ("size", b"%PDF-" + b"0" * (25 * 1024 * 1024)),
    ],
)
def test_a_refusal_says_what_would_help(code, content):
    with pytest.raises(UnreadableDocument) as refused:
        read_document(content)

    assert refused.value.code == code
    assert refused.value.message == str(REFUSALS[code])


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}], ids=str)
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
class TestAnEndMarkIsNoProof:
    """The decoders leave gray or black what never came, without a word."""

    def picture(self, mode: str, options: dict[str, bool], color: str = "seagreen") -> bytes:
        return saved(Image.new("RGB", (96, 64), color).convert(mode), "JPEG", **options)

    def read(self, content: bytes) -> list[bytes]:
        return list(child.pages_of(content, child.kind_of(content)))

    def test_rows_that_are_declared_and_never_came_are_told(self, mode, options):
        with pytest.raises(child.Refused, match="cut"):
            self.read(taller(self.picture(mode, options)))

    def test_a_picture_that_is_gray_itself_is_taken(self, mode, options):
        gray = self.picture(mode, options, "#808080")

        assert self.read(gray)
        assert self.read(gray[:-2])

    def test_half_a_file_with_an_end_mark_is_told(self, mode, options):
        content = saved(Image.effect_noise((96, 64), 60).convert(mode), "JPEG", **options)

        with pytest.raises(child.Refused, match="cut"):
            self.read(content[: len(content) // 2] + b"\xff\xd9" + content)  # and a whole picture behind it


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
def test_a_png_of_fewer_rows_than_it_declares_is_told(mode):
    whole = saved(Image.new(mode, (97, 64)), "PNG")

    assert list(child.pages_of(whole, child.PNG))
    with pytest.raises(child.Refused, match="cut"):
        list(child.pages_of(taller(whole), child.PNG))


TAKEN = {
    "filled_form.pdf",
    "gray16_scan.png",
    "exif_beyond_end.jpg",
    "mpo_malformed.jpg",
    "truncated1.jpg",
    "leading_nl.pdf",
}
NOT_TAKEN = {"mp4.mp4": "film", "avif.avif": "avif"}


@pytest.mark.parametrize("name", sorted(TAKEN | set(NOT_TAKEN)))
def test_what_providers_have_sent(name):
    path = settings.BASE_DIR.parent / "shared" / "cases" / "uploads" / name
    if not path.is_file():
        pytest.skip("needs ../shared/cases/uploads (made files that are not part of the repository)")
    if name in NOT_TAKEN:
        with pytest.raises(UnreadableDocument) as refused:
            read_document(path.read_bytes())
        assert refused.value.code == NOT_TAKEN[name]
    else:
        (page,) = read_document(path.read_bytes()).pages
        assert 500 < dark(page) < 1_000_000


class TestHints:
    @pytest.mark.parametrize(
        ("softened", "light", "hint"),
        [(0, 1.0, ""), (1, 1.0, ""), (0, 0.5, ""), (5, 1.0, "blurred@1"), (9, 1.0, "blurred@1"), (0, 0.15, "dark@1")],
        ids=["sharp", "soft", "dim", "blurred", "shaken", "dark"],
    )
    def test_what_a_person_would_see_is_said_and_nothing_is_refused(self, softened, light, hint):
        page, letters = Image.new("RGB", (1200, 900), "white"), ImageFont.load_default(28)
        draw = ImageDraw.Draw(page)
        for line in range(20):
            draw.text((60, 40 + line * 40), "STATE BOARD OF MEDICINE A12345 " * 2, "black", font=letters)
        page = ImageEnhance.Brightness(page.filter(ImageFilter.GaussianBlur(softened))).enhance(light)

        assert read_document(saved(page, "JPEG", quality=90)).hints == hint

    def test_of_several_pages_the_empty_ones_are_named(self):
        assert read_document(pdf(2)).hints == "empty@1 empty@2"


@pytest.mark.parametrize("whole", [jpeg((200, 150)), png((200, 150)), pdf(2)], ids=["jpeg", "png", "pdf"])
def test_a_file_that_was_tampered_with_is_read_or_refused_and_never_an_error(whole):
    rng = Random(7)
    for _ in range(12):
        damaged = bytearray(whole)
        for _ in range(rng.randint(1, 30)):
            damaged[rng.randrange(5, len(damaged))] = rng.randrange(256)
        with contextlib.suppress(UnreadableDocument):
            assert read_document(bytes(damaged)).pages


class TestTheChild:
    @pytest.fixture
    def child(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        """Put a script in the child's place."""

        def put(script: str) -> None:
            path = tmp_path / "child.py"
            path.write_text(script)
            monkeypatch.setattr(reading, "CHILD", path)

        return put

    @pytest.mark.parametrize(
        "script",
        ["import os; os.abort()", "raise SystemExit(1)", "import os; os.kill(os.getpid(), 24)"],
        ids=["crashes", "fails", "uses up its time"],
    )
    def test_one_that_dies_costs_a_sentence_and_not_the_site(self, child, script):
        child(script)

        with pytest.raises(UnreadableDocument, match="too heavy"):
            read_document(jpeg())

    def test_one_that_works_for_too_long_is_ended(self, child, monkeypatch):
        child("while True: pass")
        monkeypatch.setattr(reading, "WAIT_SECONDS", 0.5)
        monkeypatch.setattr(reading, "AT_WORK", 0.0)  # however little of it a busy machine gave

        with pytest.raises(UnreadableDocument, match="too heavy"):
            read_document(jpeg())

    @pytest.mark.parametrize("signal", [9, 15, 19], ids=["killed", "told to end", "stopped"])
    def test_what_the_machine_does_to_it_is_no_fault_of_the_file(self, child, monkeypatch, signal):
        child(f"import os, time; os.kill(os.getpid(), {signal}); time.sleep(60)")
        monkeypatch.setattr(reading, "WAIT_SECONDS", 2.0)

        with pytest.raises(reading.ReaderLost):
            read_document(jpeg())

    @pytest.mark.parametrize(
        "greedy", ["bytearray(3_000_000_000)", "[open('/dev/null') for _ in range(200)]", "open(F,'wb').write(X)"]
    )
    def test_the_limits_hold(self, child, greedy, tmp_path):
        real = Path(reading.__file__).with_name("child.py")
        child(
            f"import sys; sys.path.insert(0, {str(real.parent)!r}); from child import hold_back; hold_back()\n"
            f"F = {str(tmp_path / 'big')!r}; X = bytes(90_000_000)\n"
            f"{greedy}\n"
            'print(\'{"type": "image/jpeg", "sizes": [1]}\')\n'
        )

        with pytest.raises(UnreadableDocument, match="too heavy"):
            read_document(jpeg())

    def test_it_gets_no_secret_from_the_environment(self, child, monkeypatch):
        monkeypatch.setenv("FIELD_KEYS", "a-secret")
        child("import os, sys; sys.exit('FIELD_KEYS' in os.environ and 3 or 4)")
        outcomes = []
        monkeypatch.setattr(reading.logger, "warning", lambda text, extra: outcomes.append(extra["outcome"]))

        with pytest.raises(UnreadableDocument):
            read_document(jpeg())

        assert outcomes == ["4"]

    @pytest.mark.parametrize("sizes", ["[]", "[9]"])
    def test_an_answer_that_does_not_add_up_is_no_answer(self, child, sizes):
        child(f'print(\'{{"type": "image/jpeg", "sizes": {sizes}}}\'); print("abc", end="")')

        with pytest.raises(UnreadableDocument, match="cannot open"):
            read_document(jpeg())
