"""A snapshot folder of the test's own, and a reader that knows nothing yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from matching.snapshots.reading import reader
from matching.snapshots.services.indexing import Built, build_index


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Iterator[Path]:
    settings.SNAPSHOT_DIR = tmp_path / "snapshots"
    reader.forget()
    yield settings.SNAPSHOT_DIR
    reader.forget()


@pytest.fixture
def built(db) -> Built:
    """A snapshot of what the fixtures before it put there."""
    made = build_index(now=timezone.now())
    assert made is not None
    return made
