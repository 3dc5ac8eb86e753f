"""Clinics and companies by name: the list has 1,300 businesses, hardly any with a number. Pure.

Words of the legal form say nothing (LLC, PC, Inc.). A name of common words alone, like Family Medical Center, is that
of many: it is only worth a look. The list cuts names at 30 letters. Another state is another business.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from providers.exclusions.rules.names import AS_WRITTEN_OUT, words

BUSINESS_CUT: Final = 30
FORMS: Final = frozenset(
    (
        *("A", "AN", "AND", "AT", "CHARTERED", "CO", "COMPANY", "CORP", "CORPORATION", "DBA", "INC"),
        *("INCORPORATED", "LIMITED", "LLC", "LLP", "LP", "LTD", "OF", "P", "PA", "PC", "PL", "PLC", "PLLC"),
        *("PROF", "PROFESSIONAL", "PS", "PSC", "THE"),
    )
)
COMMON: Final = frozenset(
    (
        *("ADVANCED", "AESTHETIC", "AESTHETICS", "AMERICAN", "ASSOCIATES", "BEAUTY", "BEST", "BODY", "CARE"),
        *("CENTER", "CENTERS", "CENTRE", "CITY", "CLINIC", "CLINICS", "COMMUNITY", "COMPREHENSIVE"),
        *("COSMETIC", "DENTAL", "DERMATOLOGY", "FACE", "FAMILY", "FIRST", "GENERAL", "GROUP", "HEALTH"),
        *("HEALTHCARE", "HOME", "HOSPITAL", "INSTITUTE", "INTERNAL", "LABORATORY", "LASER", "MANAGEMENT"),
        *("MED", "MEDICAL", "MEDICINE", "MEDSPA", "NEW", "OFFICE", "PAIN", "PHARMACY", "PHYSICAL"),
        *("PHYSICIANS", "PLASTIC", "PRACTICE", "PREMIER", "PRIMARY", "REHAB", "SERVICE", "SERVICES", "SKIN"),
        *("SOLUTIONS", "SPA", "SPECIALISTS", "SUPPLY", "SURGERY", "SURGICAL", "THERAPY", "TOTAL"),
        *("TRANSPORTATION", "URGENT", "VEIN", "WEIGHT", "WELLNESS", "WOMENS"),
    )
)
SHORTEST_WORD: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBusiness:
    """A clinic, or a company that owns one."""

    name: str
    states: tuple[str, ...]

    def name_keys(self) -> frozenset[str]:
        return frozenset(key for state in self.states for key in business_keys(self.name, state))

    def facts(self) -> list[object]:
        return [self.name, sorted(self.states)]


@lru_cache(maxsize=4096)
def _says(name: str) -> tuple[str, ...]:
    """Without words of another alphabet, which a clinic may put beside ours and no list has."""
    return tuple(word for word in _joined(words(name)) if word not in FORMS and word.isascii())


def _joined(found: Iterable[str]) -> Iterator[str]:
    """Letters that stand apart, as one word: A B C Medical and ABC Medical, A-1 and A1. Saint is St."""
    letters = ""
    for word in (AS_WRITTEN_OUT.get(word, word) for word in found):
        if len(word) == 1:
            letters += word
            continue
        if letters:
            yield letters
        letters = ""
        yield word
    if letters:
        yield letters


def business_keys(name: str, state: str) -> Iterator[str]:
    """Each word of its own, or all of them in one where none is: two names that are alike share one."""
    if not state:
        return
    said = _says(name)
    own = [word for word in said if word not in COMMON and len(word) >= SHORTEST_WORD]
    for word in own:
        yield f"&{word[:8]}:{state}"
    if said:
        yield f"&{''.join(said)[:8]}:{state}"


def same_business(listed: str, held: str) -> bool:
    """The same words, or all that the list has room for, with one among them that is not everybody's."""
    ours, theirs = _says(held), _says(listed)
    if not ours or not theirs or not set(ours) - COMMON:
        return False
    whole, other = "".join(ours), "".join(theirs)
    return whole == other or (len(listed.strip()) >= BUSINESS_CUT - 1 and whole.startswith(other))


def like_business(listed: str, held: str) -> bool:
    """All words of one are in the other, two at least or one that is not everybody's; or common words, all the same."""
    ours, theirs = set(_says(held)), set(_says(listed))
    fewer, more = sorted((ours, theirs), key=len)
    if not fewer <= more:
        return False
    own = {word for word in fewer - COMMON if len(word) >= SHORTEST_WORD}
    return ours == theirs or (bool(own) and len(fewer) > 1)
