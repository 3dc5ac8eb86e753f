"""What a clinic may not write beside a reason: health words, and promises. Only the patient reads it, yet such a
sentence stays with them, and a reason from the list says enough. Pure."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from matching.consultations.errors import TextRefused
from matching.consultations.rules.texts import clean_text
from matching.consultations.rules.urgent import plain_words

WORDS: Final = Path(__file__).with_name("clinic_words.txt")
MOST: Final = 300


def clean_clinic_words(typed: str) -> str:
    """Fit to keep. TextRefused names the word that has to go."""
    text = clean_text(typed, most=MOST)
    words = plain_words(text)
    for kind, phrase, shown in _phrases():
        if any(tuple(words[place : place + len(phrase)]) == phrase for place in range(len(words))):
            raise TextRefused(_refusal(kind) % {"word": shown})
    return text


def _refusal(kind: str) -> str:
    if kind == "health":
        return _("Leave out words about health, like “%(word)s”. The reason from the list is enough.")
    return _("Leave out promises, like “%(word)s”.")


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """(kind, words, as it is written in the file); a line in brackets says of which kind those below it are."""
    kind, found = "", []
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            found.append((kind, tuple(plain_words(line)), line))
    return tuple(found)
