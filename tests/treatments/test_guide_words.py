"""What the guide says: easy words, no promises, and no number that is not the catalog's."""

import re

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from tests.readability import BANNED, MOST_GRADE, grade, long_sentences
from tests.treatments.guide_walk import EVERY_PAGE, paragraphs, text_of, without
from tests.treatments.test_claims import NEVER
from treatments.enums import BlockKind
from treatments.guide.book import shipped
from treatments.guide.contents import all_contents
from treatments.guide.facts import GuideFacts, guide_facts
from treatments.guide.withheld import every_page
from treatments.models import Claim

pytestmark = pytest.mark.usefixtures("catalog")

# Claims with a number that no row of the catalog holds: tests/treatments/test_claims.py holds what they say.
OTHER_NUMBERS = [
    "after-take-it-easy",
    "area-neck",
    "botox-fake",
    "botox-lasts",
    "botox-price",
    "fillers-approved",
    "ha-review",
    "kybella-bruise",
    "kybella-trials",
    "liposuction",
    "minox-skin",
    "mix-hair",
    "needle-depth",
    "needling-works",
    "nothing-cellulite",
    "qwo-gone",
    "skinvive-approved",
    "skinvive-lasts",
    "triluma",
    "visit-inject",
    "when-what",
    "call-988",
    "fat-letters",
    "fat-names",
    "fina-mood",
    "glutathione-powder",
    "homeo-letters",
    "kybella-harm",
    "numbing-advice",
    "numbing-strong",
    "txa-vein",
    "call-911-head",
    "call-911-skin",
    "needling-use",
    "thigh-fat-study",
    "use-stretch-marks",
    "adults-only",
    "after-alcohol",
    "after-exercise",
    "after-hair-wash",
    "after-heat",
    "after-makeup-off",
    "after-other-treatments",
    "after-sun",
    "before-isotretinoin",
    "before-laser",
    "call-911",
    "late-signs",
    "needle-size",
    "review-2021",
    "side-effects-fade",
]


def wrong_numbers(text: str, facts: GuideFacts) -> list[str]:
    """What is left of a page's numbers when each that equals the catalog's is taken away."""
    plan, cost = facts.plan, facts.cost
    months = [(effect.months_min, effect.months_max) for effect in facts.effects if effect.months_max]
    right = [
        f"${cost.low} to ${cost.high}",
        *(f"${course.low:,} to ${course.high:,}" for course in facts.course_prices),
        *(f"A course of {course.sessions} sessions" for course in facts.course_prices),
        f"{plan.sessions_min} to {plan.sessions_max} sessions",
        f"first {plan.first_phase_sessions}",
        f"{plan.first_phase_gap_days} days apart",
        f"{plan.later_gap_days} days apart",
        f"at least {plan.rest_days} days",
        f"at least {plan.rest_days // 30} months",
        *(f"{low} to {high} months" for low, high in months if low != high),
        *(f"about {low} months" for low, high in months if low == high),
        f"guide of {cost.as_of_year}",
        f"Guide prices of {cost.as_of_year}",
        "1-800-332-1088",  # MedWatch
        "(1-800-FDA-1088)",
        "The 2022 guide says",
        "Call 911.",  # a word of the glossary
        f"{len(shipped().studies)} studies",
        date_format(shipped().searches[0].on),
    ]
    text = re.sub(r"Words last changed on \w+ \d+, \d{4}\.", "", text)
    return re.findall(r".{0,30}\d.{0,30}", without(text, right))


def guide_text(client, path: str) -> str:
    others = Claim.objects.filter(slug__in=OTHER_NUMBERS).values_list("text_en", flat=True)
    return without(text_of(client.get(path).content.decode()), others)


def test_every_number_on_a_page_is_the_catalogs(client):
    facts = guide_facts()

    found = {path: wrong_numbers(guide_text(client, path), facts) for path in EVERY_PAGE}

    assert {path: numbers for path, numbers in found.items() if numbers} == {}


def test_a_number_that_is_not_the_catalogs_is_found(client):
    facts = guide_facts()
    facts.cost.high += 1
    facts.plan.sessions_max += 1

    found = wrong_numbers(guide_text(client, "/guide/cost/"), facts)

    assert any("$150 to $400" in text for text in found)
    assert any("10 sessions" in text for text in found)


def test_the_tables_follow_the_catalog(client):
    facts = guide_facts()
    facts.cost.high = 500
    facts.cost.save()
    facts.plan.sessions_max = 12
    facts.plan.save()

    text = text_of(client.get("/guide/cost/").content.decode())

    assert "$150 to $500" in text
    assert "$1,800 to $6,000" in text


def test_every_paragraph_is_easy_to_read_and_promises_nothing(client):
    said = {text for path in EVERY_PAGE for text in paragraphs(client.get(path).content.decode())}

    hard = {text: round(grade(text), 1) for text in said if len(text.split()) > 5}

    assert {text: found for text, found in hard.items() if found > MOST_GRADE} == {}
    assert [sentence for text in said for sentence in long_sentences(text)] == []
    assert [text for text in said if BANNED["en"].search(text)] == []
    assert [(phrase, text) for phrase in NEVER for text in said if phrase in text.lower()] == []


def test_every_page_that_speaks_of_shots_says_when_to_call():
    """But the sheet to decide on: one page of paper, read before any shot, which says itself what a late lump means."""
    facts, without = guide_facts(), set()
    for contents in all_contents(every_page(facts), facts=facts, on=timezone.localdate()):
        kinds = {block.row.kind for block in contents.blocks}
        claims = [claim for block in contents.blocks for claim in block.claims]
        claims += [claim for block in contents.blocks for entry in block.entries for claim in entry.claims]
        speaks = any(re.search(r"\b(shots?|needles?|injections?)\b", claim.text_en) for claim in claims)
        if speaks and not {BlockKind.CARE_NOW, BlockKind.CALL_DOCTOR} <= kinds:
            without.add(contents.page.row.slug)

    assert without == {"decide"}
