"""The table of studies: each row can be found by others, says no more than was read, and is easy to read."""

import csv
import io
import re
import tomllib
from pathlib import Path

import pytest

from tests.readability import BANNED, long_sentences
from tests.treatments.guide_walk import text_of
from tests.treatments.test_catalog_files import problems
from treatments.catalog.study_rows import Control, Grade, Opened, StudiedUse
from treatments.guide.book import shipped
from treatments.guide.studies import shelf, studies_csv

WORDS = ("what", "against", "result", "harms")


def test_every_study_is_about_a_use_that_has_a_verdict():
    judged = {row.use for row in shipped().verdicts}

    assert {use for row in shipped().studies for use in row.uses} == set(StudiedUse.values) == judged


def test_others_can_find_every_study():
    for row in shipped().studies:
        assert row.link or row.cite, row.slug
        assert row.mark, row.slug
        assert re.fullmatch(r"(10\.\d{4,9}/\S+)?", row.doi), row.slug
        assert re.fullmatch(r"\d{0,8}", row.pmid), row.slug
        assert re.fullmatch(r"(NCT\d{8})?", row.trial), row.slug


def test_no_two_rows_are_the_same_paper():
    for key in ("doi", "pmid", "trial"):
        found = [getattr(row, key) for row in shipped().studies if getattr(row, key) and row.opened == Opened.ABSTRACT]
        assert len(set(found)) == len(found), key


def test_a_title_alone_tells_no_result():
    unread = [row for row in shipped().studies if row.opened == Opened.CITATION]

    assert unread
    assert not any(row.result_en for row in unread)


@pytest.mark.parametrize("language", ["en", "es"])
def test_words_of_the_table_are_short_and_promise_nothing(language):
    said = [getattr(row, f"{key}_{language}") for row in shipped().studies for key in WORDS]
    said += [getattr(row, f"words_{language}") for row in shipped().verdicts]

    assert [text for text in said if long_sentences(text)] == []
    assert [text for text in said if BANNED[language].search(text)] == []


def test_a_high_grade_rests_on_a_trial_with_a_placebo():
    by_slug = {row.slug: row for row in shipped().studies}
    high = [row for row in shipped().verdicts if row.grade == Grade.HIGH]

    assert high
    for verdict in high:
        assert any(by_slug[slug].control == Control.PLACEBO for slug in verdict.studies)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('doi = "10.1111/j.1524-4725.2006.32353.x"\n', "", "doi: a study needs a doi, pmid, trial, url or cite"),
        ("finished = 85", "finished = 101", "finished = 101: must not be more than people (100)"),
        (
            'uses = ["face"]\nauthor = "Amin"',
            'uses = ["knee"]\nauthor = "Amin"',
            "must be a list of some of: face, tone",
        ),
        ('money = "maker"\nopened = "citation"', 'result_en = "x"\nmoney = "maker"\nopened = "citation"', "its title"),
        ('studies = ["pak-2014"]', 'studies = ["pak-2015"]', "'pak-2015': no such row in studies"),
        ('studies = ["pak-2014"]', "studies = []", "a grade rests on studies"),
        ("on = 2026-11-28", 'on = "yesterday"', "must be a day without quotes"),
    ],
)
def test_a_mistake_in_the_file_is_named(edit, old, new, says):
    assert any(says in text for text in problems(edit("studies.toml", old, new)))


@pytest.mark.usefixtures("catalog")
def test_the_page_can_be_narrowed_to_one_use(client):
    whole = client.get("/guide/evidence/").content.decode()
    hair = client.get("/guide/evidence/hair/").content.decode()

    assert whole.count('<tr id="') == len(shipped().studies) == 52
    assert hair.count('<tr id="') == len(shelf(StudiedUse.HAIR).studies) == 9
    assert 'id="moftah-2013"' in hair
    assert 'id="park-2008"' not in hair
    assert 'rel="canonical" href="http://testserver/guide/evidence/"' in hair
    assert client.get("/guide/evidence/knee/").status_code == 404


@pytest.mark.usefixtures("catalog")
def test_what_was_not_read_is_said_so(client):
    text = client.get("/guide/evidence/").content.decode()
    [row] = re.findall(r'<tr id="hunter-2019">.*?</tr>', text, re.DOTALL)

    assert "We have not seen the result" in row
    assert "Its title only" in row


@pytest.mark.usefixtures("catalog")
def test_every_link_leads_to_a_row_of_the_page(client):
    text = client.get("/guide/evidence/").content.decode()

    assert set(re.findall(r'<li><a href="#([a-z0-9-]+)"', text)) <= set(re.findall(r'<tr id="([a-z0-9-]+)"', text))


@pytest.mark.usefixtures("catalog")
def test_in_spanish_the_table_is_spanish(client):
    text = client.get("/es/guide/evidence/").content.decode()

    assert "Agua salada en la otra mejilla" in text
    assert "Salt water" not in text_of(text)


def test_the_file_holds_every_row_and_runs_nothing(client):
    response = client.get("/guide/evidence/studies.csv")

    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    assert len(rows) == len(shipped().studies)
    assert {row["slug"]: row["link"] for row in rows}["amin-2006"] == "https://doi.org/10.1111/j.1524-4725.2006.32353.x"
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert studies_csv().endswith("\r\n")


def test_a_study_that_the_guide_knows_an_address_of_leads_there():
    """A row without one can only be looked for by its journal."""
    sources = tomllib.loads(Path("treatments/data/sources.toml").read_text(encoding="utf-8"))["source"]
    addresses = {source["slug"] for source in sources if source.get("url")}

    assert [row.slug for row in shipped().studies if row.slug in addresses and not row.link] == []
