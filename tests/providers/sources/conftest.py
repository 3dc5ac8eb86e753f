from collections.abc import Iterator

import pytest

from tests.providers.sources.registry import Registry, served


@pytest.fixture
def registry(settings) -> Iterator[Registry]:
    with served(Registry()) as running:
        settings.NPPES_API_URL = running.url
        yield running
