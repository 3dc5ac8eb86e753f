"""A directory of a few people, published."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from matching.directory_api.models import PublishMark
from matching.directory_api.services.publishing import publish_changes
from providers.directory.models import PracticeLocation
from tests.factories.providers import make_listed_location, make_provider

R4 = "/fhir/r4"


class Api:
    """A program that reads the API: each call is one request, with its JSON."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str, *, status: int = 200, **headers: str) -> Any:
        answer = self.ask(path, **headers)
        assert answer.status_code == status, answer.content.decode()[:500]
        return answer.json()

    def ask(self, path: str, **headers: str) -> Any:
        path = path.removeprefix("https://caarisma.example")
        return self.client.get(path if path.startswith("/") else f"{R4}/{path}", headers=headers)

    def resources(self, path: str) -> list[dict[str, Any]]:
        return [entry["resource"] for entry in self.get(path).get("entry", []) if entry["search"]["mode"] == "match"]

    def ids(self, path: str) -> list[str]:
        return [each["id"] for each in self.resources(path)]

    def walk(self, path: str) -> list[dict[str, Any]]:
        """All pages."""
        found, bundle = [], self.get(path)
        while True:
            found += bundle.get("entry", [])
            following = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
            if not following:
                return found
            bundle = self.get(following[0])


def publish_again(now: datetime) -> int:
    """As the sweeper does a moment later. A test is one transaction, whose own changes the log tells once: so it is
    read from its beginning."""
    PublishMark.objects.update(seen="3:3:")
    return publish_changes(now=now)


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The limit has its own test; others ask more than sixty times in the same minute."""
    if "limited" not in request.keywords:
        monkeypatch.setattr("matching.directory_api.http.LIMITED", False)


@pytest.fixture
def api(client: Client) -> Api:
    return Api(client)


@pytest.fixture
def place(now: datetime) -> PracticeLocation:
    provider = make_provider(first_name="Amara", last_name="Osei", slug="amara-osei", languages=["en", "es"])
    return make_listed_location(
        now=now, provider=provider, phone="(510) 555-0142", hours_confirmed_on=now.date(), line2="Suite 4",
        step_free_access=True, placed_by="street",
    )  # fmt: skip


@pytest.fixture
def published(place: PracticeLocation, now: datetime) -> PracticeLocation:
    publish_changes(now=now)
    return place
