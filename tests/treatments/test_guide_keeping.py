"""A page of the guide is drawn once, and never shown when it says something else now."""

import re
from datetime import date

import pytest
from django.core.cache import caches
from django.test import Client

from tests.factories.providers import make_user
from treatments import views
from treatments.models import Area, Claim

pytestmark = pytest.mark.django_db
PAGES = ("/guide/", "/guide/areas/face/", "/guide/sources/", "/es/guide/areas/face/")
OPEN = ("/guide/sources/",)  # no form, so no reader's secret


@pytest.fixture(autouse=True)
def really_kept(catalog, settings):
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def drawn(monkeypatch):
    """Addresses of the pages that were drawn."""
    addresses, draw = [], views._drawn
    monkeypatch.setattr(views, "_drawn", lambda request, *args: addresses.append(request.path) or draw(request, *args))
    return addresses


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_drawn_once_and_asks_one_question_then(client, path, drawn, django_assert_num_queries):
    first = client.get(path)
    with django_assert_num_queries(1):
        again = Client().get(path)

    assert drawn == [path]
    assert without_token(again) == without_token(first)


def test_what_somebody_adds_to_the_address_makes_no_other_page(client, drawn):
    pages = [client.get(f"/guide/areas/face/{added}") for added in ("", "?a=1", "?a=2")]

    assert drawn == ["/guide/areas/face/"]
    assert len({without_token(page) for page in pages}) == 1


def without_token(response):
    return re.sub(rb'(name="csrfmiddlewaretoken" value=)"[^"]+"', rb"\1", response.content)


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_that_has_it_is_sent_nothing(client, path):
    first = client.get(path)

    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    kept_by = "private" if b"csrfmiddlewaretoken" in first.content else "public"
    assert first.headers["Cache-Control"] == f"{kept_by}, no-cache"
    assert kept_by == ("public" if path in OPEN else "private")
    assert "Cookie" in first.headers["Vary"]
    assert (again.status_code, again.content) == (304, b"")


def test_a_claim_that_is_held_is_gone_at_once(client):
    def page():
        return client.get("/guide/areas/face/", headers={"If-None-Match": etag})

    etag = client.get("/guide/areas/face/").headers["ETag"]
    assert page().status_code == 304
    Claim.objects.update(status="held", why="A test", reviewed_on=None, reviewer=None)

    assert b"We are checking this" in page().content


def test_a_name_that_is_changed_is_on_the_page_at_once(client, settings):
    """Where it is kept for a minute under the mark of today's catalog, it may not be drawn of the one before."""
    settings.CATALOG_SECONDS = 60
    assert b"Forehead" not in client.get("/guide/").content
    Area.objects.filter(slug="face").update(name_en="Forehead")

    assert b"Forehead" in client.get("/guide/").content


def test_a_new_day_is_a_new_page(client, monkeypatch, drawn):
    client.get("/guide/")
    monkeypatch.setattr("treatments.guide.keeping.timezone.localdate", lambda: date(2031, 1, 1))
    client.get("/guide/")

    assert len(drawn) == 2


def test_each_reader_sends_forms_with_their_own_token():
    readers = [Client(enforce_csrf_checks=True) for _ in range(2)]
    pages = [reader.get("/guide/areas/face/").content.decode() for reader in readers]
    tokens = [re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1] for page in pages]
    form = {"ask_age": "on", "areas": "face"}

    sent = [
        reader.post("/find/from-check/", form | {"csrfmiddlewaretoken": token}).status_code
        for reader, token in zip(readers, tokens, strict=True)
    ]
    readers[0].cookies.clear()

    assert tokens[0] != tokens[1]
    assert 403 not in sent
    assert readers[0].post("/find/from-check/", form | {"csrfmiddlewaretoken": tokens[0]}).status_code == 403


def test_what_a_browser_has_is_not_good_with_another_secret(client):
    etag = client.get("/guide/areas/face/").headers["ETag"]

    assert Client().get("/guide/areas/face/", headers={"If-None-Match": etag}).status_code == 200


def test_who_is_signed_in_sees_a_page_of_their_own(client):
    anonymous = client.get("/guide/").content
    client.force_login(make_user())

    own = client.get("/guide/")

    assert b"Sign out" in own.content
    assert b"Sign out" not in anonymous
    assert own.headers["Cache-Control"] == "no-store, private"
    assert "ETag" not in own.headers
