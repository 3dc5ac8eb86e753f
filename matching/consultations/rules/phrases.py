"""Lists of words that a text may not have, one file a list, and what of them a text has. Pure."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from matching.consultations.rules.urgent import DENIALS, WITHIN, plain_words

NOBODYS: Final = DENIALS | {"nothing", "none", "nobody", "nada", "ninguno", "ninguna", "nadie"}


class Phrase(NamedTuple):
    """`kind`: of which sort it is. `shown`: as it is written in the file."""

    kind: str
    words: tuple[str, ...]
    shown: str


@lru_cache
def phrases_of(path: Path) -> tuple[Phrase, ...]:
    """One a line; a line in brackets says of which kind those below it are, and "#" begins a comment."""
    kind, found = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            found.append(Phrase(kind, tuple(plain_words(line)), line))
    return tuple(found)


def phrases_from(kind: str, texts: Iterable[str]) -> list[Phrase]:
    """Of words that are known only now, like the names of the catalog."""
    return [Phrase(kind, tuple(words), text) for text in texts if (words := plain_words(text))]


def first_said(
    words: Sequence[str], phrases: Iterable[Phrase], *, denials: Collection[str] = (), within: int = WITHIN
) -> Phrase | None:
    """The first of the phrases that stands in the text; with `denials` only where none of them stands shortly before
    it, `within` so many words. A phrase that begins with a "no" of its own is no denial."""
    for phrase in phrases:
        size = len(phrase.words)
        for place in range(len(words) - size + 1):
            if tuple(words[place : place + size]) == phrase.words and not (
                set(denials) & set(words[max(0, place - within) : place])
            ):
                return phrase
    return None


def first_meant(words: Sequence[str], phrases: Iterable[Phrase]) -> Phrase | None:
    """As first_said, but "nothing in it is permanent" does not say what "permanent" says."""
    return first_said(words, phrases, denials=NOBODYS, within=5)
