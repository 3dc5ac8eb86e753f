import pytest


@pytest.fixture(autouse=True)
def _today(on_the_lists_day) -> None:
    """Every list here is read on one day."""
