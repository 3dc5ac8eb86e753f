"""Names as two lists write them, made comparable. Pure.

OIG (exclusions/tips.asp): search former names and each half of a hyphenated name. The LEIE writes capitals without
accents, cuts last names at 20 and first names at 15 letters, and puts Jr and Sr behind the middle name.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

LAST_NAME_CUT: Final = 20
FIRST_NAME_CUT: Final = 15
SUFFIXES: Final = frozenset({"JR", "SR", "II", "III", "IV", "2ND", "3RD", "4TH"})
ONE_SUFFIX: Final = {"II": "JR", "2ND": "JR", "3RD": "III", "4TH": "IV"}  # those that say the same
# Letters that carry no accent to strip, and those of other alphabets that look like ours: Аnnа may begin with a
# Cyrillic letter, by a slip of the keyboard or on purpose. Some look like ours only while they are small.
SMALL: Final = str.maketrans("υνηԁһӏɑɡ", "uvndhlag")
LETTERS: Final = str.maketrans(
    {"Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "ß": "SS", "Æ": "AE", "Œ": "OE", "ı": "I", "Þ": "TH", "Ħ": "H"}
    | dict(zip("АВЕКМНОРСТУХІЈЅԚԜЁЇ", "ABEKMHOPCTYXIJSQWEI", strict=True))
    | dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True))
)
INITIALS: Final = re.compile(r"\b([^\W\d_])\.(?=[^\W\d_]\b)")  # J.R.
WORD: Final = re.compile(r"[^\W_]+")
MARKS_INSIDE: Final = re.compile(r"['’‘ʻʼ`´.]|\u00ad|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# These do not stand alone: DE LA CRUZ is one name, not three.
PARTICLES: Final = frozenset(
    (
        *("A", "AL", "BEN", "BIN", "D", "DA", "DAS", "DE", "DEL", "DELA", "DEN", "DER", "DI", "DO", "DOS", "DU", "EL"),
        *("LA", "LAS", "LE", "LOS", "MAC", "MC", "O", "SAINT", "SAN", "SANTA", "ST", "TEN", "TER", "VAN", "VON", "Y"),
    )
)
SHORTEST_HALF: Final = 3
CONJUNCTIONS: Final = frozenset({"Y", "E"})  # between two last names: Garcia y Lopez
# Whole surnames of two letters, which a half of a double name may be.
TWO_LETTERS: Final = frozenset(
    (
        *("AN", "AU", "BA", "BO", "BU", "CO", "CU", "DO", "FU", "GE", "GO", "HA", "HE", "HO", "HU", "IM"),
        *("JI", "KE", "KO", "KU", "LE", "LI", "LO", "LU", "LY", "MA", "MI", "NG", "OH", "OU", "PO", "QU"),
        *("SU", "TA", "TO", "TU", "UM", "UY", "VO", "VU", "WU", "XU", "YE", "YI", "YU"),
    )
)
# A letter that some write as two: Müller, Mueller, Muller.
AS_TWO: Final = str.maketrans({"Ä": "AE", "Ö": "OE", "Ü": "UE", "Ø": "OE", "Å": "AA"})
TWO_AS_ONE: Final = re.compile(r"([AOU])E(?=[^AEIOU])|(A)A")
AS_WRITTEN_OUT: Final = {"SAINT": "ST", "STE": "ST", "SAINTE": "ST", "STA": "SANTA", "STO": "SANTO"}
SAINT_JOINED: Final = re.compile(r"^SAINTE?(?=...)")
# Particles that the list writes in one with the name: DELACRUZ, VANDENBERG, ALHASSAN.
PARTICLE_JOINED: Final = re.compile(r"^(?:DEL(?:A|AS|OS)|VAN(?:DER|DEN)|[AE]L(?=[^AEIOUYL]))(?=.{4})")
SHORTEST_SLIP: Final = 5
NAMES_IN_MIND: Final = 1 << 15  # of the caches below: a whole list has no more last names than that worth keeping


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Words in plain capitals: "O'Brien-Núñez Jr." -> OBRIEN, NUNEZ, JR."""
    plain = MARKS_INSIDE.sub("", text)
    if plain.isascii():
        return tuple(WORD.findall(plain.upper()))
    apart = unicodedata.normalize("NFKD", plain.translate(SMALL).upper())
    return tuple(WORD.findall("".join(c for c in apart if not unicodedata.combining(c)).translate(LETTERS)))


def suffix_of(*texts: str) -> str:
    """JR, SR, II ... wherever in the name it stands, "" for none. JR and II are the same."""
    found = next((word for text in texts if text for word in words(text) if word in SUFFIXES), "")
    return ONE_SUFFIX.get(found, found)


@lru_cache(maxsize=NAMES_IN_MIND)
def without_suffix(text: str) -> tuple[str, ...]:
    return tuple(word for word in words(text) if word not in SUFFIXES)


@lru_cache(maxsize=4096)
def given_names(text: str) -> tuple[str, ...]:
    """The words of a first name. J.R. is two initials, and JR alone is no suffix: there has to be a name."""
    parts = words(INITIALS.sub(r"\1. ", text) if "." in text else text)
    return tuple(word for word in parts if word not in SUFFIXES) or parts


def halves(text: str) -> tuple[str, ...]:
    """The names a last name is made of, particles joined to what follows: "de la Cruz-Lopez" -> DELACRUZ, LOPEZ."""
    found: list[str] = []
    start = ""
    for word in without_suffix(text):
        if word in CONJUNCTIONS and found and not start:
            continue
        start += word
        if word not in PARTICLES:
            found.append(start)
            start = ""
    if start:
        found.append(start)
    return tuple(found)


@lru_cache(maxsize=NAMES_IN_MIND)
def last_names(text: str) -> tuple[str, ...]:
    """The whole last name in one word first, then each half of it."""
    parts = halves(text)
    whole = "".join(parts)
    return (whole, *(part for part in parts if len(part) >= SHORTEST_HALF and part != whole))


def same_first_name(listed: str, held: str) -> bool:
    """Whether it is the same first name: whole, cut by the list, or with a second one beside it (Mary Ann, Mary)."""
    ours, theirs = given_names(held), given_names(listed)
    if not ours or not theirs:
        return False
    whole, other = "".join(ours), "".join(theirs)
    if whole == other or (len(listed.strip()) >= FIRST_NAME_CUT - 1 and whole.startswith(other)):
        return True
    return len(ours[0]) > 1 and ours[0] == theirs[0]


def same_last_name(listed: str, held: Iterable[str]) -> bool:
    """Whether the listed last name, or a half of it, is one of the `held` names or a half of one."""
    theirs, cut = _last_names_said(listed), len(listed) >= LAST_NAME_CUT - 1
    for name in held:
        if not theirs.isdisjoint(_last_names_said(name)) or (cut and same_whole_last_name(listed, name)):
            return True
    return False


@lru_cache(maxsize=NAMES_IN_MIND)
def _last_names_said(text: str) -> frozenset[str]:
    return frozenset(last_names(text)) - {""}


def same_whole_last_name(listed: str, held: str) -> bool:
    """Whether all of it is the same, or all that the list has room for. Half a name alone is often somebody else's;
    both halves the other way round are not."""
    (ours, *our_halves), (theirs, *their_halves) = last_names(held), last_names(listed)
    if not theirs:
        return False
    cut = len(listed.strip()) >= LAST_NAME_CUT - 1
    is_turned = len(ours) == len(theirs) and len(our_halves) > 1 and set(our_halves) == set(their_halves)
    return ours == theirs or (cut and ours.startswith(theirs)) or is_turned


@lru_cache(maxsize=NAMES_IN_MIND)
def last_names_like(text: str) -> frozenset[str]:
    """The last name in every way that somebody may write it: without the article, with umlauts as one letter or two,
    each half of it, St. or Saint. More than `last_names`: good for a look, not to hide anybody."""
    found = set(last_names(text))
    if not text.isascii():
        found |= set(last_names(text.upper().translate(AS_TWO)))
    parts = [AS_WRITTEN_OUT.get(word, word) for word in without_suffix(text)]
    if len(parts) > 1:
        first = next((place for place, part in enumerate(parts) if part not in PARTICLES or part == "ST"), len(parts))
        found |= {"".join(parts), "".join(parts[first:])}
        found |= {
            part for part in parts if (len(part) >= SHORTEST_HALF and part not in PARTICLES) or part in TWO_LETTERS
        }
    found |= {SAINT_JOINED.sub("ST", name) for name in found}
    found |= {PARTICLE_JOINED.sub("", name) for name in found}
    found |= {TWO_AS_ONE.sub(r"\1\2", name) for name in found}
    return frozenset(found - {""})


@lru_cache(maxsize=8192)
def spellings(text: str) -> frozenset[str]:
    """A name in one word, with umlauts as one letter or two: Jörg, Joerg and Jorg share JORG."""
    found = {"".join(given_names(text)), "".join(given_names(text.upper().translate(AS_TWO)))}
    return frozenset((found | {TWO_AS_ONE.sub(r"\1\2", name) for name in found}) - {""})


def name_keys(first_name: str, last_names_held: Iterable[str]) -> frozenset[str]:
    """Short keys: two names that may be the same share at least one. Coarse on purpose, for an index to look up."""
    first = "".join(given_names(first_name))[:3]
    keys = {f"{last[:8]},{first}" for name in last_names_held for last in last_names(name) if last}
    return frozenset(keys) if first else frozenset()


def look_keys(
    first_name: str, last_names_held: Iterable[str], *, states: Iterable[str], birth_year: int | None
) -> frozenset[str]:
    """The same for names that are only like each other, of people in one state or of one year.

    Beside each way to write the last name: its beginning and its end with the first initial, one of which a single
    wrong letter leaves alone. Amara Vance in California is "VANCE,:CA", "VA-A,:CA" and "-CEA,:CA"; the last one she
    shares with Amara Vence.
    """
    first = "".join(given_names(first_name))[:1]
    where = [f":{state}" for state in states if state] + ([f"'{birth_year % 100:02}"] if birth_year else [])
    if not first or not where:
        return frozenset()
    names = set()
    for text in last_names_held:
        names |= {f"{name[:8]}," for name in last_names_like(text)}
        names |= {key for name in last_names(text) if len(name) >= SHORTEST_SLIP for key in _ends(name, first)}
    return frozenset(name + place for name in names for place in where)


def _ends(name: str, initial: str) -> Iterator[str]:
    for length in end_lengths(name):
        yield f"{name[:length]}-{initial},"
        yield f"-{name[-length:]}{initial},"


def end_lengths(name: str) -> tuple[int, ...]:
    """How many letters to take of either end, so that two names one letter apart have one end of a length in common."""
    return (2,) if len(name) == 5 else (2, 3) if len(name) == 6 else (3,)
