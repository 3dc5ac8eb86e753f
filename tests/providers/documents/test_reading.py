"""What people send becomes plain pages, or a sentence that helps. Hostile files end a child and nothing else."""

import contextlib
import io
import struct
import zlib
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from providers.documents import reading
from providers.documents.reading import REFUSALS, UnreadableDocument, read_document
from tests.providers.documents.files import SECRET, jpeg, pdf, pdf_with, png

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


class TestWhatIsTaken:
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

    def test_where_a_photo_was_taken_does_not_survive(self):
        content = jpeg()
        assert SECRET.encode() in content

        (page,) = read_document(content).pages

        assert SECRET.encode() not in page
        assert not Image.open(io.BytesIO(page)).getexif()

    def test_a_file_behind_the_picture_does_not_survive(self):
        (page,) = read_document(jpeg() + b"PK\x03\x04<script>alert(1)</script>").pages

        assert b"script" not in page

    def test_a_pdf_with_a_script_is_only_a_picture_of_its_page(self):
        (page,) = read_document(pdf_with(SCRIPT)).pages

        assert page.startswith(b"\xff\xd8\xff")
        assert b"JavaScript" not in page


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("empty", b""),
        ("type", b"GIF89a" + b"\0" * 40),
        ("type", b"<html><script>alert(1)</script>"),
        ("type", b"\0" * 1000 + pdf()),
        ("heic", b"\0\0\0\x18ftypheic" + b"\0" * 40),
        ("office", b"PK\x03\x04" + b"\0" * 40),
        ("broken", b"\xff\xd8\xff" + b"\0" * 4000),
        ("broken", jpeg()[:900]),
        ("broken", b"%PDF-1.7\n" + b"x" * 400),
        ("broken", pdf()[:300]),
        ("broken", pdf_with("").replace(b"[0 0 300 300]", b"[0 0 1 90000]")),
        ("password", locked_pdf()),
        ("pages", pdf(21)),
        ("pixels", huge_png()),
        ("small", png((20, 20))),
        ("size", b"%PDF-" + b"0" * (10 * 1024 * 1024)),
    ],
)
def test_a_refusal_says_what_would_help(code, content):
    with pytest.raises(UnreadableDocument) as refused:
        read_document(content)

    assert refused.value.code == code
    assert refused.value.message == str(REFUSALS[code])


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
        ["import os; os.abort()", "raise SystemExit(1)", "import os; os.kill(os.getpid(), 9)"],
        ids=["crashes", "fails", "is killed"],
    )
    def test_one_that_dies_costs_a_sentence_and_not_the_site(self, child, script):
        child(script)

        with pytest.raises(UnreadableDocument, match="too heavy"):
            read_document(jpeg())

    def test_one_that_hangs_is_ended(self, child, monkeypatch):
        child("import time; time.sleep(60)")
        monkeypatch.setattr(reading, "WAIT_SECONDS", 0.5)

        with pytest.raises(UnreadableDocument, match="too heavy"):
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
