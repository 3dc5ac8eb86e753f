"""Every code of the engine has its sentence, and no sentence says more than its facts."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

import pytest

from matching.engine import Change, Factor, Reason, ReasonCode, Relaxation, SearchPart
from matching.engine.reasons import PARAMS
from matching.search.wording import (
    FACTOR_WORDS,
    SENTENCES,
    CatalogNames,
    ServiceNames,
    blocking_text,
    factor_rows,
    listed,
    miles,
    missing_text,
    not_offered_text,
    part_text,
    reason_text,
    relax_button,
    relaxed_text,
    wish_label,
)

SERVICES = ServiceNames(
    {1: ("Face", "Fine lines and wrinkles"), 2: ("Neck", "Fine lines and wrinkles"), 3: ("Face", "Dull or uneven tone")}
)
NAMES = CatalogNames(areas={"neck": "Neck"}, concerns={"cellulite": "Cellulite"})
SAMPLES: Mapping[str, Any] = {
    "services": (1, 2, 3),
    "miles": 3.42,
    "over": 1.2,
    "amount": 1320,
    "date": datetime.date(2026, 11, 28),
    "days": 4,
    "slots": ("saturday", "weekday_evening"),
    "sessions": 12,
    "codes": ("doctor", "speaks:es"),
    "credited": True,
}
RELAXATIONS = [
    Relaxation(Change.WIDEN_RADIUS, 25),
    Relaxation(Change.RAISE_LIMIT, 275),
    Relaxation(Change.DROP_SLOTS),
    Relaxation(Change.DROP_MUST, "speaks:es"),
    Relaxation(Change.DROP_AREA, "neck"),
    Relaxation(Change.DROP_CONCERN, "cellulite"),
]


def sample(code: ReasonCode, **params: Any) -> Reason:
    return Reason(code, None, {name: params.get(name, SAMPLES[name]) for name in PARAMS[code]})


def test_every_code_and_factor_has_words():
    assert set(SENTENCES) == set(ReasonCode)
    assert set(FACTOR_WORDS) == set(Factor)


@pytest.mark.parametrize("code", list(ReasonCode))
def test_sentences_are_whole(code):
    text = reason_text(sample(code), SERVICES)

    assert text[:1] in "ABCDEFGHIJKLMNOPQRSTUVWXYZ$0123456789"
    assert not re.search(r"%\(|\{|None", text)


@pytest.mark.parametrize("code", list(ReasonCode))
def test_no_sentence_promises(code):
    text = reason_text(sample(code), SERVICES).lower()

    assert not re.search(r"\b(safe|best|guarantee|eligible|suitable|effective|cure|painless|expert)\b", text)


@pytest.mark.parametrize(
    ("code", "params", "text"),
    [
        (ReasonCode.TREATS_ALL, {}, "Treats face and neck, for fine lines and wrinkles, dull or uneven tone"),
        (ReasonCode.TREATS_ALL, {"services": (2,)}, "Treats neck, for fine lines and wrinkles"),
        (ReasonCode.NEAR, {}, "Near you: 3.4 miles away"),
        (ReasonCode.PRICE_UNDER_LIMIT, {"amount": 30}, "$30 under your limit for each session"),
        (ReasonCode.OPENING_SOON, {}, "Next opening on Sat, Nov 28"),
        (ReasonCode.FREE_IN_SLOTS, {}, "Free at a time you chose: Sat, Nov 28"),
        (ReasonCode.FREE_IN_SLOTS_LATE, {}, "At the times you chose, the clinic names Sat, Nov 28"),
        (ReasonCode.CLOSED_IN_SLOTS, {"slots": ("saturday",)}, "Not open on Saturdays"),
        (ReasonCode.LACKS_WISHES, {"codes": ("speaks:es",)}, "Not on their profile: speaks Español"),
        (ReasonCode.FIRST_VISIT_FEE, {"amount": 60}, "The first visit costs $60. It comes off your first session"),
        (ReasonCode.LITTLE_EXPERIENCE, {"sessions": 0}, "Reports no sessions of this yet"),
        (ReasonCode.LITTLE_EXPERIENCE, {"sessions": 1}, "Reports 1 session of this so far"),
    ],
)
def test_sentences(code, params, text):
    assert reason_text(sample(code, **params), SERVICES) == text


def test_the_weights_in_words_sum_to_100():
    assert sum(row.points for row in factor_rows()) == 100


@pytest.mark.parametrize("relaxation", RELAXATIONS, ids=lambda relaxation: relaxation.change)
def test_every_change_has_a_button_a_banner_a_cause_and_a_total(relaxation):
    is_drop = relaxation.change in (Change.DROP_AREA, Change.DROP_CONCERN)
    texts = [
        relax_button(relaxation, NAMES),
        relaxed_text(relaxation, NAMES),
        not_offered_text({"Neck": [""]}) if is_drop else missing_text(relaxation, price=275, limit=250),
        blocking_text(4, relaxation, NAMES),
        blocking_text(1, relaxation, NAMES),
    ]

    assert all(texts)
    assert not any(re.search(r"%\(|None", text) for text in texts)


def test_a_near_miss_says_by_how_much():
    limit = Relaxation(Change.RAISE_LIMIT, 275)

    assert missing_text(limit, price=275, limit=250) == "$25 over your limit at $275 a session"
    assert relax_button(limit, NAMES) == "Raise my limit to $275"
    assert blocking_text(1, limit, NAMES) == "1 provider fits if you raise your limit to $275"
    assert missing_text(Relaxation(Change.WIDEN_RADIUS, 25), price=1, limit=None) == "Farther than you asked"


@pytest.mark.parametrize(
    ("missing", "text"),
    [
        ({"Neck": ["Fine lines"]}, "neck, for fine lines"),
        ({"Neck": [""]}, "neck"),
        ({"": ["Fine lines", "Hair loss"]}, "fine lines and hair loss"),
        ({"Neck": ["A", "B"], "Face": ["A"]}, "neck, for a and b; face, for a"),
        ({"Neck": ["Lines and folds", "Tone"]}, "neck, for lines and folds, tone"),
    ],
)
def test_what_a_clinic_does_not_offer_is_named_by_area_and_concern(missing, text):
    assert not_offered_text(missing) == f"Not offered at this clinic: {text}"


@pytest.mark.parametrize("meet", [0, 1, 4])
@pytest.mark.parametrize("relaxation", RELAXATIONS, ids=lambda relaxation: relaxation.change)
def test_every_part_of_a_search_has_a_count(relaxation, meet):
    text = part_text(SearchPart(relaxation=relaxation, meet=meet), NAMES, limit=250)

    assert not re.search(r"%\(|None\b(?! of)", text)
    if relaxation.change is not Change.RAISE_LIMIT and meet:
        assert str(meet) in text


@pytest.mark.parametrize(
    ("distance", "text"), [(0.04, "less than 0.1 miles"), (1.24, "1.2 miles"), (12.96, "13.0 miles")]
)
def test_miles_have_one_decimal(distance, text):
    assert miles(distance) == text


def test_names_in_a_sentence():
    assert listed(["Face"]) == "face"
    assert listed(["Face", "Neck", "Hands"]) == "face, neck and hands"
    assert wish_label("video_first") == "A video chat first"
