"""First names that may be one person's: short forms, other spellings, an initial, a slip of the finger. Pure.

Most people with one of them are somebody else, so this never hides anybody: it only asks a person to look.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from providers.exclusions.rules.names import given_names, same_first_name, spellings

FILE: Final = Path(__file__).parents[1] / "data" / "first_names.csv"
SHORTEST_START: Final = 3
SHORTEST_SLIP: Final = 4
# What turns a man's name into a woman's: Eric, Erica; Daniel, Danielle. Two people, mostly brother and sister.
OTHER_SEX: Final = ("A", "IA", "LE", "NE", "INE", "ETTE", "TTE", "ENE")
# Letters that sound alike. The pinyin of a Chinese name (Xiao, Zhen, Qing) and its older spelling (Hsiao, Chen, Ching)
# meet in the middle ones.
SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"PH", "F"), (r"X(?=[IU])|HS", "S"), (r"X|CK?S", "KS"), (r"TZ|CZ", "S"), (r"ZH|Q(?!U)|TCH|J(?=I)", "CH"),
        (r"CH(?=[RLAOU])|CK|QU?", "K"), (r"C(?=[EIY])|Z", "S"), (r"C(?!H)", "K"), (r"(?<=[A-Z])H", ""),
        (r"EE|EA|IE|EI|[YJ]", "I"), (r"OO|OU", "U"), (r"W", "V"), (r"(.)\1", r"\1"), (r"I+", "I"), (r"[IE]$", ""),
    )
)  # fmt: skip
SHORTEST_SOUND: Final = 3
# What makes a pet name of a name: Rosa, Rosita; Vicky, Victoria; Willie, Wilhelm.
PET: Final = re.compile(r"(.{2,})(?:CIT|IT|ILL|UCH)([AO])$")
PET_STEM: Final = re.compile(r"(..+?)(?:(?<=(.))\2)?(?:IE|EY|Y|I)$")


class Alike(StrEnum):
    """How two first names may be one, the surest first."""

    SAME = "same"
    SPELLING = "spelling"
    SHORT = "short"
    START = "start"
    SLIP = "slip"
    INITIAL = "initial"
    MIDDLE = "middle"  # one side goes by the middle name


@lru_cache(maxsize=8192)
def alike(listed: str, held: str) -> Alike | None:
    """How the two may be one person's first name, None for not at all. Middle names are the caller's."""
    ours, theirs = given_names(held), given_names(listed)
    if not ours or not theirs:
        return None
    one, other = ours[0], theirs[0]
    if one[0] != other[0]:  # as with most of those who share a last name
        return _alike_otherwise_begun(one, other)
    if same_first_name(listed, held):
        return Alike.SAME
    if spellings(listed) & spellings(held):
        return Alike.SPELLING
    return _alike_words(one, other)


def _alike_otherwise_begun(one: str, other: str) -> Alike | None:
    """Of two names with another first letter each."""
    if one in pairs().get(other, ()):
        return Alike.SHORT
    if min(len(one), len(other)) == 1:
        return None
    if _sound(one) == _sound(other):
        return Alike.SPELLING
    is_slip = min(len(one), len(other)) >= SHORTEST_SLIP and one[-1] == other[-1] and one_letter_apart(one, other)
    return Alike.SLIP if is_slip else None


def _alike_words(one: str, other: str) -> Alike | None:
    """Of two names with one first letter."""
    if min(len(one), len(other)) == 1:
        return Alike.INITIAL
    if one in pairs().get(other, ()):
        return Alike.SHORT
    if _of_the_other_sex(one, other):
        return None
    if _sound(one) == _sound(other):
        return Alike.SPELLING
    if _is_pet_name(one, other) or _is_pet_name(other, one):
        return Alike.SHORT
    if min(len(one), len(other)) >= SHORTEST_START and (one.startswith(other) or other.startswith(one)):
        return Alike.START
    if min(len(one), len(other)) >= SHORTEST_SLIP and one_letter_apart(one, other):
        return Alike.SLIP
    return None


@lru_cache(maxsize=8192)
def _sound(name: str) -> str:
    """The name by its sound, or as it is where too little would be left: Deepak and Dipak are both DIPAK."""
    sound = name
    for pattern, letters in SOUNDS:
        sound = pattern.sub(letters, sound)
    return sound if len(sound) >= SHORTEST_SOUND else name


def _is_pet_name(pet: str, name: str) -> bool:
    if found := PET.match(pet):
        stem, end = found[1], found[2]
        return name in {stem + end, stem[:-1] + "C" + end} or (len(stem) > 2 and name == stem)
    found = PET_STEM.match(pet)
    return found is not None and len(found[1]) >= SHORTEST_START and name.startswith(found[1])


def one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter more, fewer or other makes them the same, or two neighbors that changed places."""
    if len(one) > len(other):
        one, other = other, one
    if one == other or len(other) - len(one) > 1 or (one[:1] != other[:1] and one[-1:] != other[-1:]):
        return False
    start = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    return one[start + 1 :] == other[start + 1 :] or swapped


def _of_the_other_sex(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        return short[:-1] == long[:-1] and {short[-1], long[-1]} in ({"A", "O"}, {"A", "E"}, {"E", "O"})
    return any(long == short + end for end in OTHER_SEX)


@cache
def pairs() -> Mapping[str, frozenset[str]]:
    """Each name with those that go with it, both ways, in capitals. Two short forms of one name do not: Robert's
    Bob is not William's Bill because both were called Will."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, first, *others = line.upper().split(",")
        every = [first, *others] if kind == "SAME" else [first]
        for one in every:
            for other in others:
                if one != other:
                    found[one].add(other)
                    found[other].add(one)
    return {name: frozenset(others) for name, others in found.items()}
