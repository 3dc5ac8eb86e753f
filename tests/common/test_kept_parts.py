"""A part of a page that shows nobody is drawn once for all; one that shows somebody, each time."""

import pytest
from django.core.cache import caches
from django.template import engines
from django.utils.translation import override

from matching.search.drafts import new_draft
from matching.search.forms.steps import STEPS
from treatments.choices import CatalogChoices

PART = "{% load kept %}{% kept shows %}{{ word }}{% endkept %}"


@pytest.fixture(autouse=True)
def _pages(settings):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "parts"}
    settings.CACHES = settings.CACHES | {"pages": memory}
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def drawn(shows: object, word: str) -> str:
    return engines["django"].from_string(PART).render({"shows": shows, "word": word})


def test_it_is_drawn_once_for_what_it_shows_and_in_each_language():
    assert [drawn(("areas", "face"), word) for word in ("<one>", "<two>")] == ["&lt;one&gt;"] * 2
    assert drawn(("areas", "neck"), "three") == "three"
    with override("es"):
        assert drawn(("areas", "face"), "cuatro") == "cuatro"


def test_without_what_it_shows_it_is_drawn_each_time():
    assert [drawn((), word) for word in ("one", "two")] == ["one", "two"]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", [slug for slug in STEPS if slug != "price"])
def test_a_question_is_kept_until_it_is_answered(slug):
    answered = new_draft().changed(
        areas=("face",), concerns=("fine-lines",), zip_code="94612", radius_miles=50, price_answered=True,
        max_price=250, slots=("saturday",), wishes=("doctor",), matters_most="distance",
    )  # fmt: skip
    catalog = CatalogChoices.read()
    form = STEPS[slug]

    assert form(draft=new_draft(), catalog=catalog).kept_as == form(draft=new_draft(), catalog=catalog).kept_as != ()
    assert form(draft=answered, catalog=catalog).kept_as == ()
    assert form({}, draft=new_draft(), catalog=catalog).kept_as == ()
