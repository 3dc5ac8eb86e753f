"""What people type, and words that show the care card."""

import pytest

from matching.consultations.errors import TextRefused
from matching.consultations.rules.texts import clean_text
from matching.consultations.rules.urgent import is_urgent
from matching.consultations.secrets import plain_reference


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("half \ud83d a pair", "half  a pair"),
        ("turned \u202earound\u2066", "turned around"),
        ("  around  ", "around"),
        ("family \U0001f468‍\U0001f469‍\U0001f467", "family \U0001f468‍\U0001f469‍\U0001f467"),
        ("שלום مرحبا", "שלום مرحبا"),
    ],
)
def test_a_text_is_kept_without_what_nobody_typed(typed, kept):
    assert clean_text(typed) == kept


def test_newlines_count_once_and_who_writes_too_much_is_told_how_much():
    assert len(clean_text("ab\r\n" * 1333 + "c")) == 4000
    with pytest.raises(TextRefused, match="1 character too long"):
        clean_text("x" * 4001)
    with pytest.raises(TextRefused, match="6000 characters too long"):
        clean_text("x" * 10_000)


@pytest.mark.parametrize(
    "text",
    [
        "I can't breathe", "i cant breathe since last night", "I can’t BREATHE!", "can't braethe", "cant breathee",
        "my face is swelling", "I have chest pain", "No puedo respirar", "no puedo resprar", "me falta el aire",
        "se me hincha la cara", "tengo una reacción alérgica", "trouble breathing",
        # What the guide's own cards say to call for.
        "my tongue is swelling", "hives all over and I feel faint", "half my face is numb and I can't speak",
        "my face drooped", "I had a seizure", "I lost sight in one eye", "blurry vision after the shots",
        "the skin there turned white", "my skin is turning gray", "pus comes out", "I have a fever",
        "se me hinchó la lengua", "me duele el pecho", "tuve convulsiones", "tengo la cara caída", "veo borroso",
        "la piel se me está poniendo blanca", "me sale pus", "tengo fiebre", "no quiero vivir", "I don't want to live",
    ],
)  # fmt: skip
def test_urgent_words_show_the_card(text):
    assert is_urgent(text)


@pytest.mark.parametrize(
    "text",
    [
        "no trouble breathing", "I have no chest pain", "never had any chest pain", "sin dolor de pecho",
        "no tengo dolor de pecho", "Can I come on Tuesday?", "a breath of fresh air", "", "¿Puede ser el martes?",
        "Is it safe for white skin?", "my bruise is blue and yellow", "no fever and no pus", "sin fiebre ni pus",
        "¿Deja la piel más blanca?", "Is a blind study better?", "Can I speak Spanish there?",
    ],
)  # fmt: skip
def test_what_is_denied_or_harmless_does_not(text):
    assert not is_urgent(text)


def test_a_reference_is_found_however_it_is_said():
    assert plain_reference(" k7qm 2f4d ") == plain_reference("K7QM-2F4D") == "K7QM-2F4D"
    assert plain_reference("\x00\ud83d") == "-"
