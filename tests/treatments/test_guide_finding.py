"""Search in the guide: both languages, accents ignored, nothing kept, and nothing found that may not be printed."""

import re

import pytest
from django.test import override_settings
from django.utils.translation import override

from treatments.guide.finding import find
from treatments.models import Claim

pytestmark = pytest.mark.usefixtures("catalog")


@pytest.mark.parametrize(
    ("language", "typed", "href"),
    [
        ("en", "lumps", "/guide/side-effects/#call-a-doctor"),
        ("en", "LUMP", "/guide/side-effects/#call-a-doctor"),
        ("en", "- lump", "/guide/side-effects/#call-a-doctor"),
        ("en", "-lump", "/guide/side-effects/#call-a-doctor"),
        ("en", "seizure", "/guide/side-effects/#call-now"),
        ("en", "blood thinner", "/guide/glossary/#word-blood-thinner"),
        ("en", "anticoagulant", "/guide/glossary/#word-blood-thinner"),
        ("en", "Saceda-Corralo", "/guide/evidence/#saceda-2022"),
        ("es", "moretón", "/es/guide/side-effects/#common"),
        ("es", "moreton", "/es/guide/side-effects/#common"),
        ("es", "acido hialuronico", "/es/guide/glossary/#word-hyaluronic-acid"),
    ],
)
def test_a_word_finds_its_place_whatever_its_ending_case_or_accents(language, typed, href):
    with override(language):
        found = find(typed)

    assert href in [place.href for place in found]


def test_a_heading_counts_more_than_what_stands_below_it():
    first = find("botox")[0]

    assert "botox" in f"{first.page} {first.part}".lower()


def test_where_not_all_words_are_together_any_of_them_is_enough():
    assert find("mycobacteria elephant")
    assert find("mycobact")
    assert find("elephant") == ()


@pytest.mark.parametrize("typed", ["' OR 1=1 --", "a & | ! (", "\\", "%s", "lump:*", '"'])
def test_signs_are_no_orders_to_the_database(typed):
    find(typed)


def test_what_may_not_be_printed_is_not_found():
    said = "The shot can hold vitamins"
    assert any(said in place.text for place in find("acids minerals"))
    Claim.objects.filter(slug="what-is-in-it").update(status="held", why="A test")

    assert not any(said in place.text for place in find("acids minerals"))


def test_the_page_shows_places_says_the_fda_note_and_keeps_nothing(client):
    page = client.post("/guide/search/", {"words": "cellulite"})

    html = page.content.decode()
    assert page.status_code == 200
    assert 'href="/guide/choices/cellulite/' in html
    assert "About fat-dissolving shots" in html
    assert "no-store" in page.headers["Cache-Control"]
    assert dict(client.session) == {}


@pytest.mark.parametrize(("typed", "says"), [("", "Write a word"), ("...", "Write a word"), ("a" * 101, "fewer words")])
def test_a_search_for_nothing_says_what_to_do_and_loses_nothing(client, typed, says):
    page = client.post("/guide/search/", {"words": typed})

    html = page.content.decode()
    assert page.status_code == 422
    assert says in html
    assert f'value="{typed}"' in html
    assert re.search(r'<input[^>]+aria-invalid="true"', html)


@override_settings(DEBUG=False)
def test_what_is_looked_for_in_an_address_is_ignored(client):
    assert b"places in the guide" not in client.get("/guide/search/?words=lump").content
