"""What a query asks, once it is read."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from matching.directory_api.kinds import EntryKind

USUAL_COUNT, MOST_COUNT = 20, 100
BY_ID: Final = "_id"
BY_CHANGE: Final = "_lastUpdated"
BY_DISTANCE: Final = "near"


@dataclass(frozen=True, slots=True)
class WordRange:
    """From a text up to another, which is not in it: what begins with "name:ose"."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class NearPoint:
    latitude: float
    longitude: float
    kilometers: float


@dataclass(kw_only=True)
class SearchTerms:
    """All of `codes` and `words` must hold, of each group any one. `since` (in it) and `before` (not in it) bound the
    instant of the last change. `ids`: None for everybody."""

    kind: EntryKind
    codes: list[frozenset[int]] = field(default_factory=list)
    words: list[tuple[WordRange, ...]] = field(default_factory=list)
    since: datetime | None = None
    before: datetime | None = None
    ids: list[UUID] | None = None
    near: NearPoint | None = None
    order: str = BY_ID
    count: int = USUAL_COUNT
    total: bool = False
    only_total: bool = False
    cursor: str = ""
    include: list[str] = field(default_factory=list)
    revinclude: list[str] = field(default_factory=list)
    understood: list[tuple[str, str]] = field(default_factory=list)  # as link.self says it

    @property
    def is_plain(self) -> bool:
        """Everything of a type."""
        return not (self.codes or self.words or self.near or self.since or self.before or self.ids is not None)
