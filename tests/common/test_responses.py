"""Headers, health and errors of every page."""

import json
import logging

import pytest
from django.test import RequestFactory
from django.urls import reverse

from caarisma.common.errors import IllegalMove, UserFacingError
from caarisma.common.middleware import SaidInWords
from matching.engine import CURRENT


@pytest.fixture
def page(client, db):
    return client.get(reverse("pages:home"))


def test_pages_are_not_kept_by_caches(page):
    assert page.headers["Cache-Control"] == "no-store, private"


def test_error_pages_are_not_kept_either(client, db):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store, private"
    assert "Content-Security-Policy" in response.headers


def test_the_policy_allows_no_inline_code(page):
    policy = page.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ],
)
def test_safety_headers(page, header, value):
    assert page.headers[header] == value


@pytest.mark.parametrize("name", ["home", "how_we_check", "how_we_order", "privacy", "privacy_health", "accessibility"])
def test_front_pages_answer_and_refuse_posts(client, db, name):
    assert client.get(reverse(f"pages:{name}")).status_code == 200
    posted = client.post(reverse(f"pages:{name}")).status_code
    assert posted == (303 if name == "home" else 405)  # the front page takes a ZIP code


def test_how_we_order_prints_the_weights_that_rank(client, db):
    page = client.get(reverse("pages:how_we_order")).content.decode()

    assert all(f"{points} points" in page for points in CURRENT.points.values())
    assert "They count as 2 miles away, or farther." in page


def test_alive_needs_no_database(client):
    """Without the `db` fixture any query would fail the test."""
    assert client.get(reverse("health_live")).json() == {"status": "ok"}


def test_ready_when_the_database_is_migrated(client, db):
    response = client.get(reverse("health_ready"))

    assert response.status_code == 200
    assert response.json()["database"] == "ok"


def test_a_broker_that_is_away_is_told_but_does_not_take_the_site_down(client, db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    response = client.get(reverse("health_ready"))

    assert response.status_code == 200
    assert response.json()["broker"] == "away"


def test_the_request_log_names_the_route_and_never_the_address(client, db, caplog):
    caplog.set_level(logging.INFO, "caarisma.requests")

    client.get("/p/some-person/?zip=94612")

    logged = json.dumps(
        [record.__dict__ for record in caplog.records if record.name == "caarisma.requests"], default=str
    )
    assert "some-person" not in logged
    assert "94612" not in logged
    assert "route" in logged


@pytest.mark.parametrize(
    ("error", "status"), [(UserFacingError("Say why."), 422), (IllegalMove("sent", "approved", []), 409)]
)
def test_a_refusal_that_no_view_caught_is_said_in_words(client, db, monkeypatch, error, status):
    def refuse(*args, **kwargs):
        raise error

    monkeypatch.setattr("caarisma.site.pages.render", refuse)

    response = client.get(reverse("pages:home"))

    assert response.status_code == status
    assert error.message.replace('"', "&quot;") in response.content.decode()


def test_other_errors_are_not_taken_for_a_refusal():
    assert SaidInWords(lambda request: None).process_exception(RequestFactory().get("/"), ValueError("mine")) is None
