"""The page of metrics, read as Prometheus reads it."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from caarisma.common.tallies import counting

TOKEN = "a-token-of-more-than-thirty-two-letters"
Numbers = dict[tuple[str, ...], float]
Ask = Callable[[], dict[str, Numbers]]


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    counting._ours.take()
    yield
    counting._ours.take()


@pytest.fixture
def ask(client: Client, settings) -> Ask:
    """Name of the sample -> (labels in the order of their names) -> number."""
    settings.METRICS_TOKEN = TOKEN

    def asked() -> dict[str, Numbers]:
        answer = client.get("/health/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        found: dict[str, Numbers] = {}
        for family in text_string_to_metric_families(answer.content.decode()):
            found.setdefault(family.name, {})
            for sample in family.samples:
                labels = tuple(value for _name, value in sorted(sample.labels.items()))
                found.setdefault(sample.name, {})[labels] = sample.value
        return found

    return asked
