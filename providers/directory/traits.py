"""What a patient may wish for, and the fact that answers it: one table.

All that speaks of wishes is made from its rows: the question of the intake, the codes that an intake may hold, the
columns that searches read, the bits of the index, the boxes that a clinic ticks and the lines on the page of its place.
CONTRIBUTING.md lists what else a new row needs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from providers.directory.enums import DOCTORS, Gender, Language
from providers.directory.models.location import PracticeLocation

TICKED = frozenset({True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """A language is not in the table: it is asked for as "speaks:es", and a provider has a list of them."""

    code: str  # of the wish, as an intake keeps it
    wish: Any  # in words of the person who asks
    column: str  # that tells, seen from a place
    met_by: frozenset[Any] = TICKED  # the values of the column that meet the wish
    told: Any = ""  # in words of the clinic: beside the box that it ticks, and then on the page of its place
    untold: Any = ""  # what the page says while the box is empty


DOCTOR = Trait(
    code="doctor", wish=_("A doctor gives the treatment"), column="provider__profession", met_by=frozenset(DOCTORS)
)
WOMAN = Trait(
    code="woman", wish=_("A woman gives the treatment"), column="provider__gender", met_by=frozenset({Gender.WOMAN})
)
MAN = Trait(code="man", wish=_("A man gives the treatment"), column="provider__gender", met_by=frozenset({Gender.MAN}))

# Of a place: the column is a box on PracticeLocation that the clinic ticks in the portal.
PLACE_TRAITS = (
    Trait(
        code="step_free",
        wish=_("A way in without steps"),
        column="step_free_access",
        told=_("No steps to get in"),
        untold=_("Ask about steps before you go"),
    ),
    Trait(
        code="parking",
        wish=_("Parking at the door"),
        column="parking_at_door",
        told=_("Parking at the door"),
    ),
    Trait(
        code="video_first",
        wish=_("A video chat first"),
        column="video_visits",
        told=_("The first talk can be by video"),
    ),
)
BOXES = tuple(trait.column for trait in PLACE_TRAITS)
TRAITS = {trait.code: trait for trait in (DOCTOR, WOMAN, MAN, *PLACE_TRAITS)}  # in the order asked
COLUMNS = tuple(dict.fromkeys(trait.column for trait in TRAITS.values()))


def speaks(language: str) -> str:
    """The wish code for a language: "es" -> "speaks:es"."""
    return f"speaks:{language}"


WISH_CODES: tuple[str, ...] = (*TRAITS, *(speaks(language) for language in Language.values))


def traits_of(languages: Iterable[str], facts: Iterable[Any]) -> frozenset[str]:
    """The wish codes that a place meets, by the values of COLUMNS in order. A fact that is not stated meets none."""
    stated = dict(zip(COLUMNS, facts, strict=True))
    met = [trait.code for trait in TRAITS.values() if stated[trait.column] in trait.met_by]
    return frozenset([*met, *map(speaks, languages)])


def told_of(place: PracticeLocation) -> list[str]:
    """What the page of a place says of its boxes."""
    said = [trait.told if getattr(place, trait.column) else trait.untold for trait in PLACE_TRAITS]
    return [str(words) for words in said if words]
