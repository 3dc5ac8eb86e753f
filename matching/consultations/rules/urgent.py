"""Words that show a card with whom to call. They never stop a text, and nobody is paged by them. Pure."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

WORDS: Final = Path(__file__).with_name("urgent_words.txt")
# "no trouble breathing", "sin dolor de pecho": said within three words before.
DENIALS: Final = frozenset({"no", "not", "sin", "without", "never", "nunca", "tampoco", "ni", "dont", "didnt"})
WITHIN: Final = 3


def is_urgent(text: str) -> bool:
    words = plain_words(text)
    return any(_stands(words, phrase) for phrase in _phrases())


def _stands(words: list[str], phrase: tuple[str, ...]) -> bool:
    """Somewhere in the text, not denied. A phrase that begins with a "no" of its own is no denial."""
    for place in range(len(words) - len(phrase) + 1):
        if all(_alike(said, meant) for said, meant in zip(words[place:], phrase, strict=False)) and not (
            DENIALS & set(words[max(0, place - WITHIN) : place])
        ):
            return True
    return False


def _alike(said: str, meant: str) -> bool:
    """The same, or one letter off in a longer word: left out, doubled, another, or two swapped."""
    if said == meant:
        return True
    if len(meant) < 6 or abs(len(said) - len(meant)) > 1:
        return False
    if len(said) == len(meant):
        off = [place for place in range(len(said)) if said[place] != meant[place]]
        return len(off) == 1 or (
            len(off) == 2 and off[1] == off[0] + 1 and said[off[0]] == meant[off[1]] and said[off[1]] == meant[off[0]]
        )
    shorter, longer = sorted((said, meant), key=len)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def plain_letters(text: str) -> str:
    """Small, without accents and apostrophes, however they were typed."""
    flat = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    flat = "".join(character for character in flat if not unicodedata.combining(character))
    return flat.replace("'", "").replace("’", "")


def plain_words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", plain_letters(text))


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, ...], ...]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return tuple(tuple(plain_words(line)) for line in lines if line.strip() and not line.startswith("#"))
