"""The kinds of sentences that state a fact, and how each is found in what a page says."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[2] / "matching" / "search" / "sentences.toml"
BLANK = re.compile(r"%(?:\((\w+)\))?[sd]")
NUMBERS = {"count", "total", "sessions", "passed", "hidden", "shown", "number", "met", "asked", "least", "most", "year"}
NUMBERS |= {"months", "enough", "widest", "areas_in_it"}

Said = Mapping[str, str]
Holds = Callable[[Said, Any], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """`where`: the parts of pages in which it is said. `patterns`: it is said where one of them is found."""

    name: str
    where: frozenset[str]
    patterns: Sequence[re.Pattern[str]]
    holds: Holds


KINDS: dict[str, Kind] = {}


@cache
def registered() -> Mapping[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


def kind(name: str, *where: str, said: Sequence[str] = ()) -> Callable[[Holds], Holds]:
    """The property of a kind. `said`: patterns, where those of its sentences would find too much."""

    def add(holds: Holds) -> Holds:
        patterns = [re.compile(each) for each in said] or [
            pattern_of(message) for message in registered()["facts"][name]
        ]
        KINDS[name] = Kind(name, frozenset(where), patterns, holds)
        return holds

    return add


def pattern_of(message: str) -> re.Pattern[str]:
    """ "Near you: %(miles)s away" finds that in a line, with the blank as a group."""
    parts, last = [], 0
    for blank in BLANK.finditer(message):
        name = blank[1] or "it"
        parts += [re.escape(message[last : blank.start()])]
        parts.append(f"(?P<{name}>[\\d,]+)" if name in NUMBERS else f"(?P<{name}>.+?)")
        last = blank.end()
    rest = message[last:]
    start = r"(?:^|(?<=: )|(?<=\. )|(?<=Then ))" if message.startswith("%") else r"(?<!\w)"
    return re.compile(start + "".join(parts) + re.escape(rest) + (r"(?!\w)" if rest else r"\.?$"))


def heard(part: str, line: str) -> Iterator[tuple[Kind, Said]]:
    for each in by_part().get(part, ()):
        for pattern in each.patterns:
            if found := pattern.search(line):
                yield each, {name: value for name, value in found.groupdict().items() if value is not None} | {"": line}
                break


@cache
def by_part() -> Mapping[str, Sequence[Kind]]:
    parts = sorted({part for each in KINDS.values() for part in each.where})
    return {part: [each for each in KINDS.values() if part in each.where] for part in parts}
