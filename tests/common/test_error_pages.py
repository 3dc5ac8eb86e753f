"""Whatever goes wrong, a page says what to do next, in the reader's language and with all safety headers."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client
from django.utils import translation

from caarisma.common.errors import UserFacingError

pytestmark = pytest.mark.django_db

HEADERS = {
    "Content-Security-Policy",
    "X-Frame-Options",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
}


def refusal(status: int) -> UserFacingError:
    return type("Refusal", (UserFacingError,), {"status": status})("Said in words.")


RAISED = {
    403: PermissionDenied(),
    409: refusal(409),
    410: refusal(410),
    422: refusal(422),
    429: refusal(429),
    500: ValueError("mine"),
    503: OperationalError("nobody there"),
}
HEADINGS = {
    400: "We could not read that",
    403: "You cannot open this page",
    404: "We cannot find that page",
    405: "This page does not work like that",
    409: "That was not saved",
    410: "This page is gone",
    422: "That was not saved",
    429: "Too many tries",
    500: "Something went wrong",
    503: "Back in a moment",
}


def answer_of(status: int, root: str, monkeypatch):
    client = Client(raise_request_exception=False, enforce_csrf_checks=status == 400)
    if status == 404:
        return client.get(f"{root}no-such-page/")
    if status == 405:
        return client.post(f"{root}privacy/")
    if status == 400:
        client.get(f"{root}find/")
        return client.post(f"{root}find/", data=b"a=b", content_type="multipart/form-data")  # without its boundary

    def fail(*_args, **_kwargs):
        raise RAISED[status]

    monkeypatch.setattr("caarisma.site.pages.render", fail)
    return client.get(f"{root}privacy/")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("status", sorted(HEADINGS))
def test_it_says_what_to_do_in_the_readers_language(status, language, monkeypatch):
    root = "/" if language == "en" else "/es/"

    answer = answer_of(status, root, monkeypatch)

    page = answer.content.decode()
    with translation.override(language):
        assert f"<h1>{translation.gettext(HEADINGS[status])}</h1>" in page
    assert answer.status_code == status
    assert f'<html lang="{language}">' in page
    assert f'href="{root}"' in page  # the way on
    assert set(answer.headers) >= HEADERS
    assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("status", [409, 410, 422, 429])
def test_a_refusal_keeps_its_own_words(status, monkeypatch):
    assert "Said in words." in answer_of(status, "/", monkeypatch).content.decode()


def test_a_page_of_the_thread_before_leaves_no_language_behind(monkeypatch):
    with translation.override("es"):
        page = answer_of(500, "/", monkeypatch).content.decode()

    assert "<h1>Something went wrong</h1>" in page


@pytest.mark.parametrize("path", ["/accounts/login/?lang=es", "/es/find/"])
def test_who_fails_on_a_spanish_page_reads_spanish(path, monkeypatch):
    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_request", lambda *_: 1 / 0)

    page = Client(raise_request_exception=False).get(path).content.decode()

    assert '<html lang="es">' in page


def test_a_form_whose_token_is_old_says_to_send_it_again():
    answer = Client(enforce_csrf_checks=True).post("/me/erase/")

    assert answer.status_code == 403
    assert "Please send that again" in answer.content.decode()
