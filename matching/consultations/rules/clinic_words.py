"""What a clinic may not write beside a reason: health words, and promises. Only the patient reads it, yet such a
sentence stays with them, and a reason from the list says enough. Pure."""

from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from matching.consultations.errors import TextRefused
from matching.consultations.rules.phrases import first_said, phrases_of
from matching.consultations.rules.texts import clean_text
from matching.consultations.rules.urgent import plain_words

WORDS: Final = Path(__file__).with_name("clinic_words.txt")
MOST: Final = 300


def clean_clinic_words(typed: str) -> str:
    """Fit to keep. TextRefused names the word that has to go."""
    text = clean_text(typed, most=MOST)
    if found := first_said(plain_words(text), phrases_of(WORDS)):
        raise TextRefused(_refusal(found.kind) % {"word": found.shown})
    return text


def _refusal(kind: str) -> str:
    if kind == "health":
        return _("Leave out words about health, like “%(word)s”. The reason from the list is enough.")
    return _("Leave out promises, like “%(word)s”.")
