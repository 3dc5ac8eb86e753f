"""Odd requests at one address after the other."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as properties

from benchmarks.fuzz.pages import Form, read
from benchmarks.fuzz.tries import Try, check, place, send, tries
from tests.architecture.access.people import Person

READERS = 4  # so many of those who find a page read its forms: they differ little from one to the next


@dataclass
class Found:
    requests: int = 0
    people: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: dict[str, Try] = field(default_factory=dict)  # the shortest, by where it broke


class Walk:
    def __init__(self, people: Iterable[Person], address: Callable[[str], str], *, seed: str = "1") -> None:
        self.people = {person.name: person for person in people}
        self.address, self.seed = address, seed
        self.forms: dict[str, list[tuple[Person, Form]]] = defaultdict(list)  # by the address that they lead to

    def read(self, names: Iterable[str]) -> None:
        """The forms of these pages, as those see them who find something there."""
        for name in names:
            finding = (found for person in self.people.values() if (found := self._forms(person, name)))
            for _reader, forms in zip(range(READERS), finding, strict=False):
                for person, form in forms:
                    self._keep(person, form)

    def _forms(self, person: Person, name: str) -> list[tuple[Person, Form]]:
        path = self.address(name)
        answer = send(person, Try(person.name, "GET", path))
        if answer.status_code != 200 or answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
            return []
        return [(person, form) for form in read(path, answer.content.decode())]

    def _keep(self, person: Person, form: Form) -> None:
        """Once for each person and set of fields: a list has the same form in each row."""
        try:
            kept = self.forms[resolve(form.path).view_name]
        except Resolver404:
            return
        if all((other.name, *_shape(known)) != (person.name, *_shape(form)) for other, known in kept):
            kept.append((person, form))

    def at(self, name: str, requests: int) -> Found:
        """So many, or fewer where there is no more to draw; more where one breaks, until it is short."""
        found, path = Found(), self.address(name)
        shapes = {_shape(form): Form(path, form.method, form.fields) for _person, form in self.forms[name]}
        bare = [Form(path, "GET"), Form(path, "POST"), *shapes.values()]

        @seed(f"{self.seed} {name}")
        @properties(
            max_examples=requests, deadline=None, database=None, print_blob=False,
            phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(tries(self.forms[name], list(self.people.values()), bare))
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


def _shape(form: Form) -> tuple[str, ...]:
    return (form.method, *form.fields, *form.query)
