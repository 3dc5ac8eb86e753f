"""Names that are only like each other: when a person should look. Pure.

Nothing here hides anybody. The table of when to look:

    birth year agrees: last names the same or written otherwise, and any likeness of the first names (an initial only
        with the state or the middle name); last names one letter apart, and the same first name, or with the state a
        short form; the last name is the other's middle name (maiden name), and the same first name or a short form
    one year apart, same state: last names the same, and the same first name, another spelling or a short form of it
    no year, same state: last names the same, and any likeness; one letter apart or maiden name, and the same first name
    none of these: nothing

First and last name turned round count like a likeness of the first names. A middle name that differs says another
person, unless birth year and state agree, or the middle name is itself what was compared.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from providers.exclusions.rules.first_names import Alike, alike, one_letter_apart
from providers.exclusions.rules.names import (
    SHORTEST_SLIP,
    given_names,
    last_names,
    last_names_like,
    same_first_name,
    same_last_name,
    without_suffix,
)
from providers.exclusions.rules.sides import SHORTEST_MAIDEN, FullName, ListedPerson

NO_VOWEL: Final = re.compile("[^AEIOUY]+")
SURE: Final = frozenset({Alike.SAME, Alike.SPELLING})
NAMED: Final = SURE | {Alike.SHORT, Alike.START}


class LastNames(StrEnum):
    """How two last names may be one person's."""

    SAME = "same"  # the whole name, or a half of it
    ONE = "one"  # in one of the ways that somebody may write it
    SLIP = "slip"
    MAIDEN = "maiden"  # one side's last name is the other's middle name
    TURNED = "turned"  # one side's last name is the other's first name, and the reverse


WHOLE: Final = frozenset({LastNames.SAME, LastNames.ONE})


@dataclass(frozen=True, slots=True)
class Likeness:
    first: Alike
    last: LastNames


SAME_NAME: Final = Likeness(Alike.SAME, LastNames.SAME)


def likeness(side: FullName, listed: ListedPerson) -> Likeness | None:
    """How the two names are alike, the surest way first. None for not at all."""
    last = _alike_last(side, listed)  # before the first names, which take longer: an index finds many who are not
    if last is None or last is LastNames.TURNED:
        return Likeness(Alike.SAME, last) if last else None
    how = _alike_first(side, listed)
    if how is None or (how is Alike.MIDDLE and last not in WHOLE):
        return None
    return Likeness(how, LastNames.ONE if last is LastNames.SAME and how is not Alike.SAME else last)


def _alike_last(side: FullName, listed: ListedPerson) -> LastNames | None:
    if same_last_name(listed.last_name, (side.last,)):
        return LastNames.SAME
    if not last_names_like(listed.last_name).isdisjoint(last_names_like(side.last)):
        return LastNames.ONE
    if _is_turned(side, listed):
        return LastNames.TURNED
    if _is_maiden(side.middle, listed.last_name) or _is_maiden(listed.middle_name, side.last):
        return LastNames.MAIDEN
    return LastNames.SLIP if _one_slip(listed.last_name, side.last) else None


def is_worth_a_look(like: Likeness, *, years_apart: int | None, same_state: bool, same_middle: bool | None) -> bool:
    """The table above. `years_apart` and `same_middle` are None where one side does not say."""
    same_year = years_apart == 0
    if not (same_year or same_state):
        return False
    if years_apart is not None and years_apart > 0:
        is_one_person = like.last in WHOLE and like.first in NAMED and same_middle is not False
        return years_apart == 1 and same_state and is_one_person
    if like.last == LastNames.MAIDEN:
        return like.first in (NAMED if same_year else SURE)
    if same_middle is False and not (same_year and same_state):
        return like.first == Alike.MIDDLE and like.last in WHOLE  # they were never each other's
    if like.last == LastNames.SLIP:
        return like.first in SURE or (same_year and (same_state or like.first != Alike.SHORT) and _is_close(like))
    return like.first != Alike.INITIAL or same_state or same_middle is True


def _is_close(like: Likeness) -> bool:
    return like.first in NAMED | {Alike.SLIP}


def _alike_first(side: FullName, listed: ListedPerson) -> Alike | None:
    if how := alike(listed.first_name, side.first):
        return how
    if _goes_by_another(side, listed):
        return Alike.MIDDLE
    ours, theirs = (side.first, side.middle), (listed.first_name, listed.middle_name)
    return Alike.INITIAL if _are_initials(ours[0], *theirs) or _are_initials(theirs[0], *ours) else None


def _goes_by_another(side: FullName, listed: ListedPerson) -> bool:
    """One side goes by a later one of the other's names (Maria Elena by Elena), and what is left over does not say
    another person."""
    return _is_later_name(listed.first_name, listed.middle_name, side.first, side.middle) or _is_later_name(
        side.first, side.middle, listed.first_name, listed.middle_name
    )


def _is_later_name(first: str, middle: str, other_first: str, other_middle: str) -> bool:
    given = given_names(other_first)
    if given[1:] and same_first_name(first, " ".join(given[1:])):
        return True
    left, dropped = given_names(middle)[:1], given[:1]
    return (
        len(other_middle.strip()) > 2
        and same_first_name(first, other_middle)
        and (not left or not dropped or left[0][0] == dropped[0][0])
    )


def _are_initials(first: str, other_first: str, other_middle: str) -> bool:
    """JP for John Paul. JP for John alone too, where it cannot be a name like Jo or Al."""
    given = given_names(first)
    if len(given) != 1 or len(given[0]) != 2:
        return False
    letters = "".join(word[0] for word in (*given_names(other_first), *without_suffix(other_middle)))
    return letters.startswith(given[0]) or (letters == given[0][0] and NO_VOWEL.fullmatch(given[0]) is not None)


def _is_turned(side: FullName, listed: ListedPerson) -> bool:
    """Van Nguyen, listed as VAN, NGUYEN: the family name first, as much of the world writes it."""
    return same_last_name(listed.last_name, [side.first]) and same_first_name(listed.first_name, side.last)


def _is_maiden(middle: str, last: str) -> bool:
    return len(middle.strip()) >= SHORTEST_MAIDEN and same_last_name(last, [middle])


def _one_slip(listed: str, held: str) -> bool:
    ours, theirs = last_names(held)[0], last_names(listed)[0]
    return min(len(ours), len(theirs)) >= SHORTEST_SLIP and one_letter_apart(ours, theirs)
