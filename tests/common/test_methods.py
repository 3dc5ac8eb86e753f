"""Every address of the site answers a method that it does not take with a page that says what to do."""

import contextlib
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.factories.catalog import fill_catalog

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "PUT")
WORDS = ("This page does not work like that", "This address is only read")  # of pages, and of what programs read
VALUES = ("1", "abc", "4b9b2d5e-9a53-4a36-8d0f-3b6b54d2f0aa")


def patterns(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif entry.name:
            yield spaces, entry


def addresses() -> dict[str, str]:
    """Every named address, with parts made up."""
    found = {}
    for spaces, pattern in patterns(get_resolver()):
        name = ":".join([*spaces, pattern.name])
        for value in VALUES:
            with contextlib.suppress(NoReverseMatch):
                found[name] = reverse(name, kwargs=dict.fromkeys(pattern.pattern.converters, value))
    return found


@pytest.fixture
def nobody(client) -> Client:
    client.raise_request_exception = False
    return client


def test_every_method_that_is_not_taken_gets_a_page(nobody):
    fill_catalog(now=timezone.now())
    refused, blank = set(), set()
    for name, address in addresses().items():
        for method in METHODS:
            answer = nobody.generic(method, address)
            if answer.status_code == 405:
                refused.add((name, method))
                if not any(words in answer.content.decode() for words in WORDS) or not answer.headers["Allow"]:
                    blank.add((name, method))

    assert blank == set()
    assert {("matching:relax", "GET"), ("provider:unpause", "GET"), ("pages:privacy", "POST")} < refused


def test_it_says_what_to_do(client):
    opened, sent = client.get("/matches/abc/relax/"), client.post("/es/privacy/")

    assert "Go back, load that page again and use its button." in opened.content.decode()
    assert opened.headers["Allow"] == "POST"
    assert '<html lang="es"' in sent.content.decode()


@pytest.mark.parametrize("address", ["/matches/abc/relax/", "/no-such-page/"])
def test_htmx_puts_a_page_that_tells_of_a_fault_in_place_of_the_whole_page(client, address):
    answer = client.get(address, headers={"HX-Request": "true"})

    assert answer.headers["HX-Retarget"] == "body"
    assert "HX-Retarget" not in client.get(address).headers
