"""What the site may say about the treatment, and how it must read."""

import re
from datetime import date, timedelta

import pytest

from caarisma.accounts.models import User
from tests.readability import BANNED, MOST_GRADE, grade, long_sentences
from treatments.enums import ClaimStatus, EvidenceWord
from treatments.guide.blocks import CALL_911
from treatments.models import Area, Claim, Concern, CostGuide, EffectDuration, SessionPlan

pytestmark = pytest.mark.usefixtures("catalog")

# What the guide of 2022 says and the evidence does not bear. None of it may reach a page in any row.
NEVER = [
    "non-invasive",
    "weight loss last",
    "break down the fat",
    "breaks down",
    "safer",
    "no risk",
    "downtime",
    "all ages",
    "immediately",
    "very rare",
    "dermatologist",
    "mesotherapist",
    "mesoderm",
    "acupuncture",
    "quite effective",
]
REJECTED = {
    "accepted-by-dermatologists",
    "advice-from-experts",
    "affordable",
    "all-ages",
    "before-recent",
    "better-texture",
    "botox-only-wrinkles",
    "breaks-down-fat",
    "certified-mesotherapist",
    "cheaper-than-botox",
    "effective-on-cellulite",
    "effective-on-wrinkles",
    "ever-more-popular",
    "first-change",
    "generally-safe",
    "infection-very-rare",
    "lasts-depends",
    "lasts-pain-relief",
    "long-lasting",
    "mesoderm",
    "no-downtime",
    "no-pain",
    "no-serious-side-effects",
    "non-invasive",
    "not-quick-fix",
    "other-skin-proteins",
    "reduces-inflammation",
    "results-at-once",
    "safer-than-botox",
    "side-effects-gone-in-minutes",
    "turns-back-the-clock",
    "weight-loss-injections",
    "where-else",
    "works-blood-flow",
    "works-cell-turnover",
}
HELD = {"allergy-test-usual", "needle-like-acupuncture", "works-lymph", "works-new-vessels"}


def printed() -> dict[str, list[str]]:
    """Everything a patient reads from the catalog, by language."""
    claims = Claim.objects.printable(on=date(2026, 11, 24)).exclude(
        evidence=EvidenceWord.QUOTED
    )  # theirs, and marked so
    named = [*Area.objects.all(), *Concern.objects.all()]
    return {
        "en": [claim.text_en for claim in claims] + [text for row in named for text in (row.name_en, row.hint_en)],
        "es": [claim.text_es for claim in claims] + [text for row in named for text in (row.name_es, row.hint_es)],
    }


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_sentence_is_long(language):
    assert [sentence for text in printed()[language] for sentence in long_sentences(text)] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_word_promises_too_much(language):
    assert [text for text in printed()[language] if BANNED[language].search(text)] == []


def test_every_claim_is_easy_to_read():
    hard = {
        text: round(grade(text), 1) for text in printed()["en"] if len(text.split()) > 3 and grade(text) > MOST_GRADE
    }

    assert hard == {}


def test_what_the_evidence_does_not_bear_is_never_printed():
    said = [(phrase, text) for phrase in NEVER for text in printed()["en"] if phrase in text.lower()]

    assert said == []


@pytest.mark.parametrize(("status", "slugs"), [(ClaimStatus.REJECTED, REJECTED), (ClaimStatus.HELD, HELD)])
def test_what_the_guide_says_and_we_do_not(status, slugs):
    assert set(Claim.objects.filter(status=status).values_list("slug", flat=True)) == slugs


def test_no_rejected_or_held_claim_is_ever_printable():
    silent = Claim.objects.filter(status__in=[ClaimStatus.REJECTED, ClaimStatus.HELD])

    for on in (date(2000, 1, 1), date(2026, 11, 24), date(2100, 1, 1)):
        assert not silent.filter(pk__in=Claim.objects.printable(on=on)).exists()
    assert silent.count() == len(REJECTED | HELD)


def test_every_claim_that_is_not_printed_says_why():
    assert not Claim.objects.exclude(status=ClaimStatus.PUBLISHED).filter(why="").exists()


def test_every_published_claim_has_a_source_an_evidence_word_and_both_languages():
    published = Claim.objects.filter(status=ClaimStatus.PUBLISHED)

    assert published.count() == 223
    assert not published.filter(sources=None).exists()
    assert set(published.values_list("evidence", flat=True)) <= set(EvidenceWord.values)
    assert not published.filter(text_es="").exists()


def test_what_is_thought_is_said_to_be_thought():
    thought = Claim.objects.filter(evidence=EvidenceWord.THOUGHT, status=ClaimStatus.PUBLISHED)

    assert [claim.slug for claim in thought] == ["needling-how"]
    assert all("thought to" in claim.text_en and "Se cree que" in claim.text_es for claim in thought)


def test_uses_are_what_people_do_and_never_what_the_treatment_does():
    uses = [concern.claim for concern in Concern.objects.select_related("claim")]

    assert all(claim.text_en.startswith("People use it for ") for claim in uses)


@pytest.mark.parametrize("model", [Concern, SessionPlan, EffectDuration, CostGuide])
def test_what_is_shown_rests_on_a_claim_that_may_be_printed(model):
    printable = Claim.objects.printable(on=date(2026, 11, 24))

    assert not model.objects.exclude(claim__in=printable).exists()


@pytest.mark.parametrize(
    ("slug", "facts"),
    [
        ("course-length", ["6 to 10"]),
        ("course-weekly", ["2022", "one session a week", "first 6"]),
        ("course-monthly", ["one session a month", "if needed"]),
        ("course-rest", ["3 months"]),
        ("late-signs", ["6 to 10 weeks"]),
        ("cost-session", ["$150 to $400", "2022"]),
        ("needle-size", ["32 gauge"]),
        ("side-effects-fade", ["week", "2 weeks"]),
        ("adults-only", ["18"]),
    ],
)
def test_a_claim_says_the_number_it_stands_for(slug, facts):
    text = Claim.objects.get(slug=slug).text_en

    assert all(fact in text for fact in facts)


# What the review of November 2026 asked to be decided, and what became of it.
DECIDED = {
    "uses-needles": ClaimStatus.PUBLISHED,  # non-surgical: "It is not surgery."
    "affordable": ClaimStatus.REJECTED,
    "ever-more-popular": ClaimStatus.REJECTED,
    "other-skin-proteins": ClaimStatus.REJECTED,
    "reduces-inflammation": ClaimStatus.REJECTED,
    "better-texture": ClaimStatus.REJECTED,
    "turns-back-the-clock": ClaimStatus.REJECTED,
    "shots-can-hurt": ClaimStatus.PUBLISHED,
    "generally-safe": ClaimStatus.REJECTED,
    "long-lasting": ClaimStatus.REJECTED,
    "cheaper-than-botox": ClaimStatus.REJECTED,
}


def test_every_statement_of_the_guide_is_decided_with_its_reason():
    found = {claim.slug: claim for claim in Claim.objects.filter(slug__in=DECIDED)}

    assert {slug: claim.status for slug, claim in found.items()} == DECIDED
    assert [slug for slug, claim in found.items() if not claim.why and claim.status == ClaimStatus.REJECTED] == []


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("cdc-words", "should not permit injection of substances that have not been approved"),
        ("cdc-refuse", "do not let anybody inject what the FDA has not approved"),
        ("infection", "Infection can happen even in a careful clinic. Nobody knows how often."),
        ("fda-label-words", "outside the submental region has not been established and is not recommended"),
        ("late-germ", "Ask for a culture for mycobacteria."),
        ("late-lump", "Most people have no fever."),
    ],
)
def test_a_warning_is_as_strong_as_it_is(slug, words):
    assert words in Claim.objects.get(slug=slug).text_en


def test_infection_is_never_called_uncommon():
    assert [text for text in printed()["en"] + printed()["es"] if re.search("uncommon|rare|poco com", text)] == []


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("trouble breathing", "cuesta respirar"),
        ("lips, tongue or throat", "los labios, la lengua o la garganta"),
        ("hives when you feel faint", "ronchas y siente que se desmaya"),
        ("chest pain", "duele el pecho"),
        ("sudden loss of sight or strong eye pain", "pierde la vista de repente o le duele mucho un ojo"),
        (
            "a weak side, a face that droops, trouble speaking",
            "debilidad de un lado, cara caída, dificultad para hablar",
        ),
        ("a seizure", "una convulsión"),
        ("turns white, gray or black", "se pone blanca, gris o negra"),
    ],
)
def test_the_911_card_has_every_sign_in_both_languages(english, spanish):
    claims = Claim.objects.filter(slug__in=CALL_911)

    assert english in " ".join(claim.text_en for claim in claims)
    assert spanish in " ".join(claim.text_es for claim in claims)


def test_a_swollen_face_is_no_sign_by_itself():
    """Skin swells where shots went in: whoever calls 911 for that may not call for a throat."""
    texts = " ".join(
        text for claim in Claim.objects.filter(slug__in=CALL_911) for text in (claim.text_en, claim.text_es)
    )

    assert not re.search("swollen face|hincha la cara", texts)


def test_advice_is_no_finding_and_our_own_article_is_not_what_providers_report():
    guide = Claim.objects.filter(sources__slug="guide-2022", status=ClaimStatus.PUBLISHED)

    alone = [claim for claim in guide if claim.sources.count() == 1]
    assert {claim.evidence for claim in alone} <= {EvidenceWord.GUIDE, EvidenceWord.ADVICE, EvidenceWord.THOUGHT}
    reported = Claim.objects.filter(evidence=EvidenceWord.REPORTED, status=ClaimStatus.PUBLISHED)
    assert set(reported.values_list("sources__slug", flat=True)) == {"clinic-aftercare-pages"}


def test_nobody_is_named_as_reviewer_yet():
    assert not Claim.objects.exclude(reviewer=None, reviewed_on=None, next_review=None).exists()


def test_a_published_claim_is_printable_until_its_next_review_is_past():
    due = date(2027, 1, 31)
    Claim.objects.filter(slug="doctor-first").update(
        first_reviewer=User.objects.create_user("first@example.com"),
        reviewer=User.objects.create_user("reviewer@example.com"),
        reviewed_on=date(2026, 1, 31),
        next_review=due,
    )

    on_the_day = Claim.objects.printable(on=due)
    day_after = Claim.objects.printable(on=due + timedelta(days=1))

    assert on_the_day.filter(slug="doctor-first").exists()
    assert not day_after.filter(slug="doctor-first").exists()
