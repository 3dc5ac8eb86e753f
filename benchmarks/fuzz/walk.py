"""Odd requests at one address after the other."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as properties

from benchmarks.fuzz.tries import Pages, Try, check, place, tries
from tests.architecture.access.asking import address_of
from tests.architecture.access.people import Person, World

MUCH = 4  # whoever finds a page is drawn so much more often than who does not


@dataclass
class Found:
    requests: int = 0
    people: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: dict[str, Try] = field(default_factory=dict)  # the shortest, by where it broke


class Walk:
    def __init__(self, world: World, *, seed: str = "1") -> None:
        self.seed, self.people = seed, {person.name: person for person in world.people}
        self.pages = Pages(cache(lambda name: address_of(name, world)))

    def at(self, name: str, requests: int) -> Found:
        """So many, or fewer where there is no more to draw; more where one breaks, until it is short."""
        found = Found()

        @seed(f"{self.seed} {name}")
        @properties(
            max_examples=requests, deadline=None, database=None, print_blob=False,
            phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(tries(name, self._asking(name), self.pages))
        def ask(one: Try) -> None:
            found.requests += 1
            found.people.add(one.person)
            try:
                found.statuses[check(self.people[one.person], one)] += 1
            except Exception as error:
                found.statuses[500] += 1
                where = place(error)
                found.broken[where] = min(found.broken.get(where, one), one, key=lambda one: len(str(one)))
                raise

        try:
            ask()
        except Exception:
            if not found.broken:
                raise
        return found

    def _asking(self, name: str) -> list[Person]:
        """Everybody; whoever finds something to fill in there, several times."""
        let_in = [person for person in self.people.values() if self.pages.at(person, name).forms]
        return [*(let_in * MUCH), *self.people.values()]
