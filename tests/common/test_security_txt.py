"""security.txt as RFC 9116 wants it, and not about to run out."""

from datetime import UTC, datetime, timedelta

import pytest

from caarisma.site.security import EXPIRES


def fields(client) -> dict[str, str]:
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in answer.content.decode().splitlines())


@pytest.mark.real_clock
def test_it_is_good_for_another_60_days():
    """When this fails: look through the page and the address, then put EXPIRES at most a year ahead."""
    left = EXPIRES - datetime.now(UTC)

    assert timedelta(days=60) < left < timedelta(days=366)


def test_it_says_whom_to_write_to_and_where_the_rules_are(client, db, settings):
    told = fields(client)

    assert told["Contact"] == f"mailto:{settings.SECURITY_EMAIL}"
    assert told["Canonical"] == "https://caarisma.example/.well-known/security.txt"
    assert told["Preferred-Languages"] == "en, es"
    assert datetime.fromisoformat(told["Expires"]) == EXPIRES
    page = client.get(told["Policy"].removeprefix("https://caarisma.example"))
    assert told["Contact"] in page.content.decode()


def test_its_address_comes_from_settings_and_never_from_the_request(client, db, settings):
    settings.ALLOWED_HOSTS = ["*"]

    assert "evil" not in client.get("/.well-known/security.txt", headers={"host": "evil.example"}).content.decode()


@pytest.mark.parametrize("name", ["about", "terms", "reviews-policy", "security", "privacy", "privacy/health-data"])
@pytest.mark.parametrize("root", ["/", "/es/"])
def test_pages_of_trust_answer(client, db, root, name):
    assert client.get(f"{root}{name}/").status_code == 200
