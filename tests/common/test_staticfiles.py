"""The stylesheet as production serves it."""

import re
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from caarisma.common.staticfiles import OneStylesheetStorage, in_one_piece

STYLESHEET = Path(settings.BASE_DIR) / "static" / "css" / "main.css"


def test_the_stylesheet_in_one_piece_holds_every_file_in_its_layer() -> None:
    one = in_one_piece(STYLESHEET)

    assert "@import" not in one
    assert one.index("@layer tokens, base, layout, components, print;") < one.index("@layer tokens {")
    assert one.count("@layer components {") == len(list((STYLESHEET.parent / "components").glob("*.css")))
    assert one.count("{") == one.count("}")


def test_production_serves_the_stylesheet_in_one_piece_with_hashed_fonts(tmp_path: Path) -> None:
    source = FileSystemStorage(location=str(STYLESHEET.parents[1]))
    collected = OneStylesheetStorage(location=str(tmp_path), base_url="/static/")
    names = [str(path.relative_to(source.location)) for path in Path(source.location).rglob("*") if path.is_file()]
    for name in names:
        with source.open(name) as file:
            collected.save(name, file)
    list(collected.post_process({name: (source, name) for name in names}))

    served = tmp_path / collected.stored_name("css/main.css")

    assert "@import" not in served.read_text()
    fonts = re.findall(r"url\(\"([^\"]+woff2)\"\)", served.read_text())
    assert len(fonts) == 2
    assert all((served.parent / font).is_file() and re.search(r"\.[0-9a-f]{12}\.", font) for font in fonts)


def test_only_files_beside_the_stylesheet_name_other_files() -> None:
    for path in (STYLESHEET.parent / "components").glob("*.css"):
        assert "url(" not in path.read_text(), path.name
