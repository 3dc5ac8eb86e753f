"""The two sides of a comparison: a full name that somebody bears or bore, and an entry of the list. With the keys by
which an index brings them together. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from providers.exclusions.rules.businesses import business_keys
from providers.exclusions.rules.names import SHORTEST_SLIP, end_lengths, last_names, look_keys, name_keys

SHORTEST_MAIDEN: Final = 3


@dataclass(frozen=True, slots=True)
class FullName:
    """A name as a whole. `first` is "" where only the last name of then is known."""

    first: str
    middle: str
    last: str
    suffix: str = ""

    def called(self, first: str, middle: str) -> "FullName":
        return FullName(first, middle, self.last, self.suffix)

    def keys(self, *, states: tuple[str, ...], birth_year: int | None) -> frozenset[str]:
        """Of a name that we hold; the family name may stand first on the list."""
        return _keys(self, states=states, birth_year=birth_year) | name_keys(self.last, [self.first])


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """An entry as listed: capitals, texts cut, "" for what is missing. A business has its own name and, in every row of
    OIG's that we saw, no other; who has both is found by either."""

    npi: str
    first_name: str
    middle_name: str
    last_name: str
    state: str
    born_on: date | None = None
    business_name: str = ""

    def name_keys(self) -> frozenset[str]:
        """A name that we hold and that matches this entry has at least one of these too."""
        if self.business_name and not self.last_name:
            return frozenset(business_keys(self.business_name, self.state))
        name = FullName(self.first_name, self.middle_name, self.last_name)
        states = (self.state,) if self.state else ()
        keys = _keys(name, states=states, birth_year=self.born_on.year if self.born_on else None)
        return keys.union(business_keys(self.business_name, self.state)) if self.business_name else keys


def _keys(name: FullName, *, states: tuple[str, ...], birth_year: int | None) -> frozenset[str]:
    keys = set(name_keys(name.first, [name.last]))
    keys |= look_keys(name.first, [name.last], states=states, birth_year=birth_year)
    if len(name.middle.strip()) >= SHORTEST_MAIDEN:
        keys |= name_keys(name.first, [name.middle])
        keys |= look_keys(name.first, [name.middle], states=(), birth_year=birth_year)
    if birth_year:
        keys |= set(_slip_keys(name.last, states, birth_year))
    return frozenset(keys)


def _slip_keys(text: str, states: tuple[str, ...], birth_year: int) -> Iterator[str]:
    """Both ends of a long last name where state and year are known, whatever the first name is: Bob Quesnel and Robert
    Quesmel of California, born in 1960, share "QUE-CA60"."""
    name = last_names(text)[0]
    if len(name) >= SHORTEST_SLIP:
        for state in states:
            for length in end_lengths(name):
                yield f"{name[:length]}-{state}{birth_year % 100:02}"
                yield f"-{name[-length:]}{state}{birth_year % 100:02}"
