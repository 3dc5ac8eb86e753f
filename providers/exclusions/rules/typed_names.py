"""A full name in one field, as people type it, taken apart. Pure."""

from typing import Final

from providers.exclusions.rules.names import INITIALS, PARTICLES, SUFFIXES, words
from providers.exclusions.rules.sides import FullName

TITLES: Final = frozenset({"DR", "DOCTOR", "PROF", "MR", "MRS", "MS", "MISS"})
LETTERS_AFTER: Final = frozenset(
    (
        *("APN", "APRN", "ARNP", "BC", "BSN", "C", "CNM", "CNP", "CRNA", "DC", "DDS", "DMD", "DNP", "DO"),
        *("DPM", "ESQ", "FAAD", "FACS", "FNP", "JD", "MBA", "MBBS", "MD", "MPH", "MS", "MSN", "NP", "PA", "PAC"),
        *("PHD", "PSYD", "RN"),
    )
)


def full_name(text: str) -> FullName | None:
    """Dr. Maria Lee de la Cruz Jr., MD; or De la Cruz, Maria Lee. None for less than two names.

    Behind the comma DO are letters; before it Minh Do is called so.
    """
    head, _comma, tail = text.partition(",")
    behind = [word for word in tail.replace(",", " ").split() if _word(word) and not _is_no_name(word)]
    before = [word for word in head.split() if _word(word) == "DO" or not _is_no_name(word)]
    names = [word for word in (*behind, *before) if _word(word)]
    said = (_word(word) for word in text.replace(",", " ").split() if not _are_initials(word))
    suffix = next((word for word in said if word in SUFFIXES), "")
    if len(names) < 2:
        return None
    begin = len(names) - 1
    while begin > 1 and len(_word(names[begin - 1])) > 1 and _word(names[begin - 1]) in PARTICLES:
        begin -= 1
    return FullName(names[0], " ".join(names[1:begin]), " ".join(names[begin:]), suffix)


def _is_no_name(word: str) -> bool:
    return all(part in TITLES | LETTERS_AFTER | SUFFIXES for part in words(word)) and not _are_initials(word)


def _are_initials(word: str) -> bool:
    """J.R. Lee is no Junior."""
    return INITIALS.search(word) is not None and _word(word) in SUFFIXES


def _word(text: str) -> str:
    return "".join(words(text))
