"""What search engines are told: addresses, languages, data blocks, sitemaps."""

import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from tests.treatments.guide_walk import AREAS, CONCERNS, EVERY_PAGE, PAGES, text_of, without
from treatments.guide.book import shipped
from treatments.models import Claim

pytestmark = pytest.mark.usefixtures("catalog")

SITE = "http://testserver"
PREPARE = {
    "doctor-first",
    "tell-history",
    "check-allergies",
    "prepare-bruises",
    "do-not-stop-medicine",
    "look-up-license",
}
XML = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def read(client, path: str) -> str:
    return client.get(path).content.decode()


def data_blocks(html: str) -> dict[str, dict]:
    """By type. Raises if one is not JSON."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    blocks = [json.loads(text) for text in found]
    assert all(block["@context"] == "https://schema.org" for block in blocks)
    return {block["@type"]: block for block in blocks}


def test_every_page_has_a_title_a_description_and_one_address_of_its_own(client):
    seen: dict[str, set[str]] = {"title": set(), "description": set()}
    for path in EVERY_PAGE:
        html = read(client, f"{path}?from=mail")

        title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1]
        description = re.search(r'<meta name="description"\s+content="(.*?)"', html)[1]
        assert len(title) <= 85, path
        assert 40 <= len(description) <= 180, path
        assert re.findall(r'<link rel="canonical" href="(.*?)">', html) == [f"{SITE}{path}"]
        assert 'name="robots"' not in html, path
        seen["title"].add(title)
        seen["description"].add(description)
    assert {key: len(found) for key, found in seen.items()} == dict.fromkeys(seen, len(EVERY_PAGE))


def test_every_data_block_tells_of_the_page_it_is_on(client):
    for path in EVERY_PAGE:
        html = read(client, path)

        blocks = data_blocks(html)

        page, trail = blocks["MedicalWebPage"], blocks["BreadcrumbList"]["itemListElement"]
        assert page["url"] == f"{SITE}{path}"
        assert f"<h1>{page['name']}</h1>" in html
        assert page["about"]["@type"] == "MedicalProcedure"
        assert page["about"]["procedureType"] == "https://schema.org/PercutaneousProcedure"
        assert "lastReviewed" not in page
        assert [step["position"] for step in trail] == list(range(1, len(trail) + 1))
        assert trail[-1] == {"@type": "ListItem", "position": len(trail), "name": page["name"], "item": f"{SITE}{path}"}
        assert "MedicalCondition" not in html


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/guide/how-it-is-done/", "howPerformed"),
        ("/guide/prepare/", "preparation"),
        ("/guide/aftercare/", "followup"),
    ],
)
def test_what_is_told_of_the_treatment_is_what_the_page_says(client, path, key):
    html = read(client, path)

    told = data_blocks(html)["MedicalWebPage"]["about"][key]

    text = text_of(html)
    assert told
    quoted = Claim.objects.filter(evidence="quoted").values_list("text_en", flat=True)  # stand there as quotations
    assert all(sentence.strip() in text for sentence in re.split(r"(?<=[.?]) ", without(told, quoted)))


def test_places_on_the_body_are_the_catalogs(client):
    about = data_blocks(read(client, "/guide/areas/"))["MedicalWebPage"]["about"]

    assert about["bodyLocation"] == ["Scalp", "Face", "Neck", "Chest", "Hands", "Stomach", "Hips and thighs"]


def test_questions_are_told_only_where_they_are_to_be_read(client):
    html = read(client, "/guide/")

    questions = data_blocks(html)["FAQPage"]["mainEntity"]

    assert len(questions) == 8
    assert all(f"<h3>{question['name']}</h3>" in html for question in questions)
    assert "FAQPage" not in read(client, "/guide/cost/")


def test_an_answer_that_is_being_checked_is_not_told(client):
    Claim.objects.filter(slug="not-weight-loss").update(status="held", why="Old.")

    names = [question["name"] for question in data_blocks(read(client, "/guide/"))["FAQPage"]["mainEntity"]]

    assert "Will I lose weight?" not in names


def test_words_cannot_end_the_data_block(client):
    Claim.objects.filter(slug="visit-clean").update(text_en="</script><b>&amp;")

    html = read(client, "/guide/how-it-is-done/")

    assert data_blocks(html)["MedicalWebPage"]["about"]["howPerformed"].startswith("</script><b>&amp; ")


def test_spanish_is_offered(client):
    html = read(client, "/es/guide/cost/")

    assert re.findall(r'rel="alternate" hreflang="(.*?)" href="(.*?)"', html) == [
        ("en", f"{SITE}/guide/cost/"),
        ("es", f"{SITE}/es/guide/cost/"),
        ("x-default", f"{SITE}/guide/cost/"),
    ]
    assert f'<link rel="canonical" href="{SITE}/es/guide/cost/">' in html
    assert data_blocks(html)["MedicalWebPage"]["inLanguage"] == "es"


def test_robots_name_the_sitemap(client):
    assert f"Sitemap: {SITE}/sitemap.xml" in client.get("/robots.txt").content.decode()


KINDS = ("pages", "guide", "areas", "concerns", "providers", "cities", "questions")


def test_the_sitemap_is_split_by_kind(client):
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)

    kinds = [place.text for place in index.findall("s:sitemap/s:loc", XML)]
    assert kinds == [f"{SITE}/sitemap-{kind}.xml" for kind in KINDS]


def listed(client, kind: str) -> dict[str, str]:
    found = ElementTree.fromstring(client.get(f"/sitemap-{kind}.xml").content).findall("s:url", XML)
    return {url.findtext("s:loc", "", XML).removeprefix(SITE): url.findtext("s:lastmod", "", XML) for url in found}


def test_the_sitemap_lists_every_page_that_may_be_indexed(client):
    guide = {**listed(client, "guide"), **listed(client, "areas"), **listed(client, "concerns")}

    assert set(guide) == {*EVERY_PAGE, *(f"/es{path}" for path in EVERY_PAGE)}
    assert "/" in listed(client, "pages")
    for path in listed(client, "pages"):
        assert 'content="noindex"' not in read(client, path)


def test_the_date_of_a_page_is_that_of_its_newest_claim(client):
    """Loading the catalog on a new machine is no change: the day stands in a file. Other words have their own."""
    Claim.objects.update(updated_at=datetime(2031, 1, 2, tzinfo=UTC))
    Claim.objects.filter(slug="cost-varies").update(
        text_en="Ask what it costs.", updated_at=datetime(2031, 3, 4, tzinfo=UTC)
    )

    dates = listed(client, "guide")

    assert dates["/guide/cost/"] == "2031-03-04"
    assert dates["/guide/prepare/"] == max(row.on for row in shipped().dated if row.slug in PREPARE).isoformat()


def test_the_sitemap_lists_both_languages(client):
    assert {"/guide/cost/", "/es/guide/cost/"} <= set(listed(client, "guide"))


@pytest.mark.parametrize(("kind", "count"), [("guide", len(PAGES)), ("areas", len(AREAS)), ("concerns", len(CONCERNS))])
def test_a_sitemap_takes_few_queries(client, django_assert_max_num_queries, kind, count):
    with django_assert_max_num_queries(6):
        assert len(listed(client, kind)) == 2 * count


@pytest.mark.parametrize("path", ["/guide/cost/", "/es/guide/cost/", "/"])
def test_a_shared_link_has_a_title_words_and_a_picture_with_a_whole_address(client, path):
    told = dict(re.findall(r'<meta property="og:(\S+)" content="(.*?)">', read(client, path)))

    assert told["title"]
    assert 40 <= len(told["description"]) <= 180
    assert told["url"] == f"{SITE}{path}"
    assert re.fullmatch(rf"{SITE}/static/img/share\S*\.png", told["image"])


def test_the_front_page_says_who_we_are(client):
    blocks = data_blocks(read(client, "/"))

    assert blocks["Organization"]["name"] == "Caarisma"
    assert blocks["WebSite"]["publisher"] == {"@id": blocks["Organization"]["@id"]}


def test_every_sentence_has_the_day_of_its_words():
    """Run `manage.py date_words` after a sentence was changed."""
    dated = {row.slug: row.words for row in shipped().dated}
    words = {
        row.slug: Claim(text_en=row.text_en, text_es=row.text_es, evidence=row.evidence).words_hash[:16]
        for row in shipped().claims
        if row.status == "published"
    }

    assert dated == words
