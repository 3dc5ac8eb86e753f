"""From rows without persons to the engine's searches. The same ones are asked once, however many asked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matching.engine import Requirements
from matching.insights.models import AnonymousSearch
from matching.search.answers import TERMS, Answers
from matching.search.assembly import requirements_from

Asked = tuple[Any, ...]  # what two searches have in common that are the same


def asked_by(search: AnonymousSearch) -> Asked:
    terms = (getattr(search, name) for name in TERMS)
    told = (tuple(value) if isinstance(value, list) else value for value in terms)
    return (search.zip3, tuple(search.areas), tuple(search.concerns), *told)


def together(searches: Iterable[AnonymousSearch]) -> list[list[AnonymousSearch]]:
    """Those that ask for the same, side by side."""
    groups: defaultdict[Asked, list[AnonymousSearch]] = defaultdict(list)
    for search in searches:
        groups[asked_by(search)].append(search)
    return list(groups.values())


def requirements_of_search(search: AnonymousSearch, *, on: datetime) -> Requirements:
    """Raises NothingOffered when nothing that it asks for is in the catalog any more."""
    kept = {name: getattr(search, name) for name in TERMS}
    terms: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    asked = Answers(areas=tuple(search.areas), concerns=tuple(search.concerns), price_answered=True, **terms)
    return requirements_from(asked, latitude=search.latitude, longitude=search.longitude, on=on)


@dataclass(frozen=True, slots=True, kw_only=True)
class NearSearch:
    """One wish of so many people near a place, and the list that it made: best first."""

    requirements: Requirements
    seats: tuple[tuple[int, ...], ...]  # place, score, parts in the order of engine.Factor
    matched: int
    days: tuple[Any, ...]  # one for each who asked

    @property
    def times(self) -> int:
        return len(self.days)
