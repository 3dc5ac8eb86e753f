"""The stylesheet as production serves it."""

from pathlib import Path

from django.conf import settings
from django.core.files import File

from caarisma.common.staticfiles import OneStylesheetStorage, in_one_piece

STYLESHEET = Path(settings.BASE_DIR) / "static" / "css" / "main.css"


def test_the_stylesheet_in_one_piece_holds_every_file_in_its_layer() -> None:
    one = in_one_piece(STYLESHEET)

    assert "@import" not in one
    assert one.index("@layer tokens, base, layout, components, print;") < one.index("@layer tokens {")
    assert one.count("@layer components {") == len(list((STYLESHEET.parent / "components").glob("*.css")))
    assert one.count("{") == one.count("}")


def test_collecting_writes_the_stylesheet_in_one_piece(tmp_path: Path) -> None:
    storage = OneStylesheetStorage(location=str(tmp_path), base_url="/static/")

    with STYLESHEET.open("rb") as source:
        storage.save("css/main.css", File(source))

    assert (tmp_path / "css" / "main.css").read_text() == in_one_piece(STYLESHEET)


def test_only_files_beside_the_stylesheet_name_other_files() -> None:
    for path in (STYLESHEET.parent / "components").glob("*.css"):
        assert "url(" not in path.read_text(), path.name
