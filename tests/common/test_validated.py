"""Public pages that need not be sent twice."""

import pytest
from django.core.cache import caches

from tests.factories.providers import make_listed_location, make_user

pytestmark = pytest.mark.django_db

PAGES = {"/in/": "private, no-cache", "/es/in/": "private, no-cache", "/sitemap.xml": "public, max-age=60",
         "/sitemap-cities.xml": "public, max-age=60", "/about/": "public, no-cache",
         "/how-we-check/": "public, no-cache"}  # fmt: skip


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "validated"}
    }
    caches["pages"].clear()


@pytest.mark.parametrize(("address", "kept"), PAGES.items())
def test_who_has_it_already_gets_a_word_and_not_the_page(client, now, address, kept):
    make_listed_location(now=now)
    first = client.get(address)

    second = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, first.headers["Cache-Control"]) == (200, kept)
    assert "Cookie" in first.headers["Vary"]
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]


def test_what_has_changed_is_sent_anew(client, now):
    first = client.get("/in/")
    make_listed_location(now=now)
    caches["pages"].clear()

    assert client.get("/in/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_nobody_keeps_a_page_that_says_who_is_signed_in(client):
    client.force_login(make_user())
    answer = client.get("/in/")

    assert (answer.headers["Cache-Control"], "ETag" in answer.headers) == ("no-store, private", False)


def test_who_is_listed_is_never_kept(client):
    assert client.get("/sitemap-providers.xml").headers["Cache-Control"] == "no-store, private"
