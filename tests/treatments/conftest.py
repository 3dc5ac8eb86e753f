"""The real catalog, in the database or as files that a test may spoil."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.factories.catalog import fill_catalog
from treatments.catalog.files import FOLDER


@pytest.fixture
def catalog(db: None, now: datetime) -> None:
    """The catalog as shipped, loaded."""
    fill_catalog(now=now)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the shipped files."""
    return Path(shutil.copytree(FOLDER, tmp_path / "data"))


@pytest.fixture
def edit(files: Path) -> Callable[[str, str, str], Path]:
    """Replace the first `old` in a file of the copy. Gives the copy's folder."""

    def replace(file: str, old: str, new: str) -> Path:
        content = (files / file).read_text()
        assert old in content, f"{file} no longer holds {old!r}"
        (files / file).write_text(content.replace(old, new, 1))
        return files

    return replace
