"""What else there is, the same questions for all, what studies did by use, drawings: what each of them must hold."""

import re

import pytest

from tests.readability import BANNED, long_sentences
from tests.treatments.guide_walk import AREAS, CONCERNS, paragraphs, text_of
from tests.treatments.test_catalog_files import problems
from treatments.enums import BlockKind
from treatments.guide.book import shipped, the_book
from treatments.models import Claim

pytestmark = pytest.mark.usefixtures("catalog")


def blocks(kind: BlockKind) -> list:
    return [block for block in shipped().blocks if block.kind == kind]


def test_every_use_has_a_page_of_choices_with_the_approved_first_and_doing_nothing_last():
    for slug in CONCERNS:
        page = the_book().named(f"choices-{slug}")
        titles = [block.title_en for block in page.blocks if block.kind == BlockKind.CHOICES]

        assert titles[0] == "Approved or cleared for it", slug
        assert titles[-1] == "Doing nothing", slug


def test_a_page_of_a_use_leads_to_its_choices_and_the_page_of_choices_to_each_use(client):
    assert 'href="/guide/choices/hair-loss/"' in client.get("/guide/concerns/hair-loss/").content.decode()
    above = client.get("/guide/choices/").content.decode()
    assert all(f'href="/guide/choices/{slug}/"' in above for slug in CONCERNS)


def test_everything_compared_is_asked_the_same_questions():
    asked = [[entry.label_en for entry in block.entries] for block in blocks(BlockKind.COMPARE)]

    assert len(asked) == 3
    assert all(labels == asked[0] for labels in asked)
    assert {"Did the FDA approve it?", "How long does it last?", "Does it hurt?", "What does it cost?"} <= set(asked[0])


def test_pages_of_areas_are_no_copies(client):
    """Beside what must stand on each of them: the cards, the price, the harm."""
    said = {slug: set(paragraphs(client.get(f"/guide/areas/{slug}/").content.decode())) for slug in AREAS}

    for slug, own in said.items():
        others = set().union(*(said[other] for other in AREAS if other != slug))
        assert len([text for text in own - others if len(text.split()) > 5]) >= 1, slug
    same = [(a, b) for a in AREAS for b in AREAS if a < b and len(said[a] ^ said[b]) < 4]
    assert same == []


def test_a_page_shows_what_studies_did_for_its_use_or_area_alone(client):
    hair, hands = (client.get(f"/guide/{path}/").content.decode() for path in ("concerns/hair-loss", "areas/hands"))

    assert "7 in 11 weeks, 12 in 18 weeks, or one every 3 months" in hair
    assert "/guide/evidence/#moftah-2013" in hair
    assert "Tranexamic acid, dark patches" not in hair
    assert "We found no study that did it here." in hands


@pytest.mark.parametrize("language", ["en", "es"])
def test_words_of_studied_plans_and_of_the_glossary_are_short_and_promise_nothing(language):
    keys = ("about", "sessions", "first", "followed")
    said = [getattr(row, f"{key}_{language}") for row in shipped().studied_plans for key in keys]
    said += [getattr(row, f"means_{language}") for row in shipped().terms]

    assert [text for text in said if long_sentences(text) or BANNED[language].search(text)] == []


def test_no_time_is_given_where_no_change_was_shown_in_fat():
    """A number of weeks would read as how long an unapproved shot lasts."""
    (row,) = [row for row in shipped().studied_plans if row.slug == "fat-shots"]

    assert not re.search(r"\d", row.followed_en + row.followed_es)


def test_a_drawing_has_a_name_and_says_the_same_in_words(client):
    html = client.get("/guide/side-effects/").content.decode()

    figure = html[html.index('<figure class="drawing"') : html.index("</figure>")]
    assert figure.count('role="img"') == figure.count("<title ") == figure.count("<desc ") == 2
    assert figure.count('fill="#5b3a29"') == 2  # dark skin, with the bruise and with the lump
    assert "style=" not in figure
    assert "A bruise is flat and fades from day to day." in html


def test_a_drawing_is_withheld_with_what_it_rests_on(client):
    Claim.objects.filter(slug="bruise-or-lump").update(status="held", why="A test")

    assert '<figure class="drawing"' not in client.get("/guide/side-effects/").content.decode()


def test_each_mark_leads_to_its_source_on_the_page(client):
    html = client.get("/guide/compare/botox/").content.decode()

    led_to = set(re.findall(r'class="evidence-source" href="#(source-[a-z0-9-]+)"', html))
    assert led_to
    assert led_to <= set(re.findall(r'<li id="(source-[a-z0-9-]+)"', html))


def test_the_sheet_to_decide_on_names_the_choices_with_doing_nothing_and_room_to_write(client):
    text = text_of(client.get("/guide/decide/").content.decode())

    assert "Nothing for now" in text
    assert "How much does it matter to me?" in text


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("plans.toml", 'concerns = ["hair-loss"]', 'concerns = ["beard"]', "'beard': no such row in concerns"),
        ("plans.toml", '"moftah-2013"', '"moftah-2099"', "'moftah-2099': no such row in studies"),
        ("guide.toml", 'drawing = "timeline"\n', "", "drawing: goes with kind drawing, and only with it"),
        ("guide_choices.toml", '"botox-lasts"', '"botox-lasting"', "'botox-lasting': no such row in claims"),
        ("glossary.toml", 'means_en = "How thick', 'meaning = "How thick', "meaning = "),
        ("changed.toml", "on = 2026-11-22", 'on = "then"', "must be a day without quotes"),
    ],
)
def test_a_mistake_in_the_new_files_is_named(edit, file, old, new, says):
    assert any(says in text for text in problems(edit(file, old, new)))
