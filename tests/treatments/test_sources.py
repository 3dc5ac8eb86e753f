"""What the guide rests on: for each printed row a document that is not ours, where a reader can open it."""

import pytest

from treatments.enums import ClaimStatus, EvidenceWord
from treatments.guide.book import shipped

OURS = "Caarisma"
# Plan and price of the guide of 2022, said to be just that. Then what Caarisma does, and what we looked for in vain.
AS_CLINICS_OFFER_IT = {"course-length", "course-weekly", "course-monthly", "course-rest", "cost-session", "cost-varies"}
ABOUT_OURSELVES = {
    "caarisma-matches",
    "caarisma-screens",
    "compare-no-study",
    "policy-how",
    "policy-mend",
    "policy-money",
    "policy-next",
    "policy-review",
    "policy-who",
    "price-none",
}


@pytest.fixture(scope="module")
def printed():
    return [row for row in shipped().claims if row.status == ClaimStatus.PUBLISHED]


@pytest.fixture(scope="module")
def sources():
    return {row.slug: row for row in shipped().sources}


def test_every_printed_row_has_a_source_that_is_not_ours_and_can_be_opened(printed, sources):
    alone = {
        row.slug
        for row in printed
        if not any(sources[slug].publisher != OURS and sources[slug].url for slug, _where in row.sources)
    }

    assert alone <= AS_CLINICS_OFFER_IT | ABOUT_OURSELVES


def test_the_guide_of_2022_bears_plans_and_prices_alone_and_is_named_as_what_it_is(printed, sources):
    """Never an effect, a harm or how sure something is."""
    alone = {row.slug: row for row in printed if {slug for slug, _where in row.sources} == {"guide-2022"}}

    assert set(alone) <= AS_CLINICS_OFFER_IT
    assert {row.evidence for row in alone.values()} == {EvidenceWord.GUIDE}
    assert {row.slug for row in printed if row.evidence == EvidenceWord.GUIDE} == set(alone)
    assert all("guide" in row.text_en.lower() and "guía" in row.text_es.lower() for row in alone.values())


def test_every_source_that_a_page_shows_is_used(printed, sources):
    used = {slug for row in shipped().claims for slug, _where in row.sources}

    assert set(sources) - used == set()
