"""The Spanish of the guide is as easy as its English: Fernandez-Huerta, by page and over all. A quotation is theirs."""

from tests.readability import ease_in_spanish, long_sentences
from treatments.enums import ClaimStatus, EvidenceWord
from treatments.guide.book import shipped, the_book

NORMAL, FAIRLY_EASY = 60, 70


def claims() -> dict[str, str]:
    ours = [row for row in shipped().claims if row.evidence != EvidenceWord.QUOTED]
    return {row.slug: row.text_es for row in ours if row.status == ClaimStatus.PUBLISHED}


def test_all_of_it_is_fairly_easy_and_no_page_is_hard():
    said = claims()
    pages = {}
    for page in (*the_book().pages, the_book().each_area, the_book().each_concern):
        named = [
            slug for block in page.blocks for slug in (*block.claims, *(c for e in block.entries for c in e.claims))
        ]
        pages[page.row.slug] = " ".join(said[slug] for slug in dict.fromkeys(named) if slug in said)

    assert ease_in_spanish(" ".join(said.values())) >= FAIRLY_EASY
    assert {
        slug: ease_in_spanish(text) for slug, text in pages.items() if text and ease_in_spanish(text) < NORMAL
    } == {}


def test_titles_and_leads_are_short():
    said = [text for page in the_book().pages for text in (page.row.lead_es, page.row.sought_es)]

    assert [text for text in said if long_sentences(text)] == []


def test_it_tells_easy_from_hard():
    easy, hard = "La piel se cura sola. No toque la zona.", "Administración intradérmica multivitamínica experimental."

    assert ease_in_spanish(easy) > FAIRLY_EASY > ease_in_spanish(hard)
