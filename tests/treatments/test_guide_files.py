"""A page of the guide that names what is not there, or may not be printed, is refused with its place."""

import pytest

from tests.treatments.test_catalog_files import problems
from treatments.catalog.files import read_catalog

STEPS = '["visit-clean", "visit-numb", "visit-inject"]'


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (STEPS, '["visit-dance"]', "(the-visit): claims = 'visit-dance': no such row in claims"),
        (STEPS, '["no-downtime"]', "(the-visit): claims = 'no-downtime': is rejected, so no page may print it"),
        (
            '"use-fine-lines", "botox-use"',
            '"use-fine-lines", "safer-than-botox"',
            "(botox): claims = 'safer-than-botox'",
        ),
        (f"claims = {STEPS}\n", "", "(the-visit): claims: a block of kind steps needs claims"),
        (
            '"How it is done"',
            '"How it is done in 3 steps"',
            "holds a number: numbers of the guide come from the catalog",
        ),
        ('kind = "steps"', 'kind = "dance"', "(the-visit): kind = 'dance': must be one of: claims, steps,"),
        ('page = "how-it-is-done"', 'page = "how"', "(the-visit): page = 'how': no such row in pages"),
        ('slug = "the-needle"', 'slug = "the-visit"', "slug = 'the-visit': is taken by block"),
        ('at = "compare/botox"', 'at = "/compare/"', "at = '/compare/': must be slugs joined by slashes"),
        ('other = "Botox"\n', "", "(botox): other: goes with kind compare, and only with it"),
        ('["use-fine-lines", "botox-use"] }', '["botox-use"] }', "names 1 claims, not 2 to 2"),
        ('title_en = "The needle"\n', "", "(the-needle): title_en: a block needs a title in both languages"),
        ('part = "each_area"', 'part = "closer"', "guide.toml: page: part = 'each_area': is the part of 0 pages"),
        ('slug = "lasts-fda"\nkind = "fda"', 'slug = "lasts-fda"\nkind = "sources"', "so the page needs a block fda"),
        ('es = "¿Qué es?", claims', 'es = "¿Qué es?", color = "red", claims', "color: unknown key in an entry"),
    ],
)
def test_a_mistake_is_named_with_its_place(edit, old, new, says):
    found = problems(edit("guide.toml", old, new))

    assert any(text.startswith("guide.toml: ") and says in text for text in found), found


def test_a_block_that_prints_the_claim_of_a_noted_concern_needs_the_note_too(edit):
    found = problems(edit("guide.toml", STEPS, '["use-cellulite"]'))

    assert any("(the-visit): page = 'how-it-is-done': speaks of fat or cellulite" in text for text in found)


def test_a_held_claim_is_not_a_mistake_of_the_file(edit):
    """The desk may hold a claim at any time; then the page says so."""
    assert read_catalog(edit("guide.toml", STEPS, '["needle-like-acupuncture"]')).blocks
