"""The machine's line beside a check: what the provider typed against what the source says.

A verdict helps a person to decide; it decides nothing. Codes and parameters only: words are put at the edge.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class VerdictCode(StrEnum):
    MATCH = "match"
    CLOSE = "close"  # the same but for an initial, a part of a double name, or a sign
    DIFFERS = "differs"
    MISSING_HERE = "missing_here"  # the provider gave none
    MISSING_THERE = "missing_there"  # the source gives none
    ENDED = "ended"
    ENDS_SOON = "ends_soon"
    NO_END = "no_end"
    NOT_IN_USE = "not_in_use"
    NOT_FOUND = "not_found"
    NO_ANSWER = "no_answer"


class VerdictField(StrEnum):
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    NUMBER = "number"
    STATE = "state"
    PROFESSION = "profession"
    END = "end"
    NPI = "npi"


@dataclass(frozen=True, slots=True)
class Verdict:
    field: VerdictField
    code: VerdictCode
    typed: str = ""
    found: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedFacts:
    """One side of the comparison. "" is not given."""

    first_name: str = ""
    last_name: str = ""
    other_last_names: tuple[str, ...] = ()  # former names and aliases that the source knows
    number: str = ""
    state: str = ""
    profession: str = ""


def compare(typed: ComparedFacts, found: ComparedFacts) -> tuple[Verdict, ...]:
    """One verdict for each name, and for each other field that either side gives. Those that agree are in it."""
    verdicts = [
        _names(VerdictField.FIRST_NAME, typed.first_name, (found.first_name,)),
        _names(VerdictField.LAST_NAME, typed.last_name, (found.last_name, *found.other_last_names)),
    ]
    for field in (VerdictField.NUMBER, VerdictField.STATE, VerdictField.PROFESSION):
        mine, theirs = getattr(typed, field), getattr(found, field)
        if mine or theirs:
            verdicts.append(_codes(field, mine, theirs))
    return tuple(verdicts)


def end_of(ends_on: date | None, *, today: date, soon_days: int = 60) -> Verdict:
    """About the end date that a source names."""
    if ends_on is None:
        return Verdict(VerdictField.END, VerdictCode.NO_END)
    if ends_on < today:
        return Verdict(VerdictField.END, VerdictCode.ENDED, day=ends_on)
    soon = (ends_on - today).days < soon_days
    return Verdict(VerdictField.END, VerdictCode.ENDS_SOON if soon else VerdictCode.MATCH, day=ends_on)


def _names(field: VerdictField, typed: str, found: tuple[str, ...]) -> Verdict:
    mine, theirs = words(typed), [words(name) for name in found if name]
    shown = found[0] if found else ""
    if not mine or not theirs:
        return Verdict(field, VerdictCode.MISSING_THERE if mine else VerdictCode.MISSING_HERE, typed, shown)
    if mine == theirs[0]:
        return Verdict(field, VerdictCode.MATCH, typed, shown)
    if any(mine == other or set(mine) & set(other) or _initial(mine, other) for other in theirs):
        return Verdict(field, VerdictCode.CLOSE, typed, shown)
    return Verdict(field, VerdictCode.DIFFERS, typed, shown)


def _initial(mine: list[str], other: list[str]) -> bool:
    """J and Jane; never two initials, and never two different full names."""
    short, full = sorted((mine[0], other[0]), key=len)
    return len(short) == 1 and len(full) > 1 and full.startswith(short)


def _codes(field: VerdictField, typed: str, found: str) -> Verdict:
    if not typed or not found:
        return Verdict(field, VerdictCode.MISSING_THERE if typed else VerdictCode.MISSING_HERE, typed, found)
    if typed == found:
        return Verdict(field, VerdictCode.MATCH, typed, found)
    return Verdict(
        field, VerdictCode.CLOSE if squeezed(typed) == squeezed(found) else VerdictCode.DIFFERS, typed, found
    )


def words(name: str) -> list[str]:
    """A name as letters: no accents, no case, hyphens and apostrophes as the boards drop them."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z ]", "", plain.replace("-", " ")).split()


def squeezed(number: str) -> str:
    """A license number without signs and leading zeros: "RN-00123" and "RN123" are often the same."""
    plain = re.sub(r"[^A-Z0-9]", "", number.upper())
    return re.sub(r"^([A-Z]*)0+(?=[0-9])", r"\1", plain)
