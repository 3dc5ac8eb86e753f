"""Which words of a clinic promise too much to be shown before a person has read them. Pure, standard library alone.

It refuses nothing: what it finds waits for the desk. Whatever it misses, patients still read beside our checks that the
words are the clinic's own.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

WORDS: Final = Path(__file__).parent / "data" / "claim_words.txt"
AMOUNT: Final = re.compile(r"(?:\$|usd)\s?\d[\d.,]*|\d[\d.,]*\s?(?:\$|usd|dollars|dolares|%)", re.IGNORECASE)
# Ten digits as people group them. Where patients call stands in its own field, and is what we called.
PHONE: Final = re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)")
PREMIUM: Final = re.compile(r"(?:\+?1[ .-]?)?\(?(?:900|\d{3}\)?[ .-]?976)")
ELSEWHERE: Final = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+\.\S+|(?<!\w)@\w+|(?<![\w.])[\w-]+\.(?:com|net|org|clinic|health|care|us|co)(?!\w)",
    re.IGNORECASE,
)
# A word spelled out, "b e s t", and one with a digit or sign for a letter, "s@fe" and "pa1nless"
HIDDEN: Final = re.compile(
    r"(?<!\w)(?:[^\W\d_][ .*-]){3,}[^\W\d_](?!\w)|(?<!\w)[^\W\d_]+[0-9@$!]+[^\W\d_]{2,}(?!\w|\.\w)"
)


class ClaimFlag(StrEnum):
    SAFE = "safe"
    GUARANTEED = "guaranteed"
    CURE = "cure"
    PAINLESS = "painless"
    APPROVED = "approved"
    BEST = "best"
    PHOTOS = "photos"
    PRICE = "price"
    BOARD = "board"
    PHONE = "phone"
    PREMIUM = "premium"  # a number that costs the caller extra
    ELSEWHERE = "elsewhere"  # an address that leads away
    LETTERS = "letters"  # of another alphabet, or spelled out: a word can hide there


@dataclass(frozen=True, slots=True)
class FlaggedWords:
    flag: ClaimFlag
    words: str  # as they are typed


def check_claims(text: str) -> tuple[FlaggedWords, ...]:
    """Each kind once, with the first words of it, in the order of the text. What is a part of more counts as that: who
    writes "pain-free" speaks of no price."""
    found = [*_words_found(text), *((ClaimFlag.PRICE, *match.span()) for match in AMOUNT.finditer(text))]
    found += [(ClaimFlag.ELSEWHERE, *match.span()) for match in ELSEWHERE.finditer(text)]
    found += [(ClaimFlag.LETTERS, *match.span()) for match in HIDDEN.finditer(text)]
    for match in PHONE.finditer(text):
        found.append((ClaimFlag.PREMIUM if PREMIUM.match(match[0]) else ClaimFlag.PHONE, *match.span()))
    found += [
        (ClaimFlag.LETTERS, place, place + 1) for place, one in enumerate(text) if one.isalpha() and not _latin(one)
    ]
    first: dict[ClaimFlag, FlaggedWords] = {}
    for flag, begin, end in sorted(found, key=lambda one: one[1:]):
        if not any(a <= begin and end <= b and (a, b) != (begin, end) for _flag, a, b in found):
            first.setdefault(flag, FlaggedWords(flag, text[begin:end]))
    return tuple(first.values())


def _latin(letter: str) -> bool:
    return "LATIN" in unicodedata.name(letter, "") or letter in "ªº"


def _words_found(text: str) -> Iterator[tuple[ClaimFlag, int, int]]:
    folded, places = _folded(text)
    for flag, pattern in _patterns():
        for match in pattern.finditer(folded):
            yield flag, places[match.start()], places[match.end() - 1] + 1


def _folded(text: str) -> tuple[str, list[int]]:
    """Small letters without accents, hyphens and dashes as blanks, and for each of them its place in the text.

    Letters of full width and the like are read as what they stand for.
    """
    folded, places = [], []
    for place, character in enumerate(text):
        for plain in unicodedata.normalize("NFKD", character).casefold():
            if unicodedata.combining(plain) or (unicodedata.category(plain) in {"Cf", "Cc"} and plain != "\n"):
                continue
            folded.append(" " if plain in "-_\n" or unicodedata.category(plain) == "Pd" else plain)
            places.append(place)
    return "".join(folded), places


@cache
def _patterns() -> tuple[tuple[ClaimFlag, re.Pattern[str]], ...]:
    flag, found = ClaimFlag.SAFE, []
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            flag = ClaimFlag(line.strip("[]"))
        elif line and not line.startswith("# "):
            found.append((flag, _pattern(line)))
    return tuple(found)


def _pattern(phrase: str) -> re.Pattern[str]:
    stem, ends = phrase.removesuffix("*"), phrase.endswith("*")
    words = r"[ .,]*\s*".join(re.escape(word) for word in stem.split())
    begin = r"(?<!\w)" if stem[0].isalnum() else ""
    end = r"\w*" if ends else r"(?!\w)" if stem[-1].isalnum() else ""
    return re.compile(f"{begin}{words}{end}")
