"""What is read of the catalog, kept in the process until one of its rows changes.

Everybody reads the catalog at every step and it changes once a month, so whoever wants it asks one small question: are
these the same rows as before?
"""

import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from django.conf import settings
from django.db import models

from caarisma.common.prepared import Prepared
from treatments.models import (
    Area,
    AreaConcern,
    Claim,
    ClaimSource,
    Concern,
    CostGuide,
    EffectDuration,
    SessionPlan,
    Source,
)

Read = TypeVar("Read")
TABLES = (Area, AreaConcern, Claim, ClaimSource, Concern, CostGuide, EffectDuration, SessionPlan, Source)


def catalog_mark() -> str:
    """Another text after each change of a row, seen by whoever sees the change. One query.

    Every change writes its row anew: by a transaction with a number of its own, to a place of its own within it.
    """
    [[mark]] = MARK.fetch()
    return str(mark)


def mark_statement(tables: Iterable[type[models.Model]] = TABLES) -> str:
    """For a statement that asks for more."""
    sums = "(SELECT sum(hashtextextended(xmin::text || ctid::text, 0)) FROM {})"
    return f"SELECT md5(concat_ws(',', {', '.join(sums.format(model._meta.db_table) for model in tables)}))"


MARK = Prepared("catalog_mark", (), mark_statement)


class KeptRead(Generic[Read]):
    """The answer of `read`, which tells of nothing but the catalog. Nobody may change it: threads share it."""

    def __init__(self, read: Callable[[], Read]) -> None:
        self._read = read
        self._kept: tuple[str, Read] | None = None
        self._asked_at = 0.0  # by `lately`

    def __call__(self, mark: str = "") -> Read:
        """`mark`: what `catalog_mark` said, where it was asked already. It comes before the read: what changes in
        between is then read once more, and never missed."""
        mark = mark or catalog_mark()
        kept = self._kept
        if kept is None or kept[0] != mark:
            self._kept = kept = (mark, self._read())
        return kept[1]

    def lately(self) -> Read:
        """For pages: as it was at most CATALOG_SECONDS ago. What writes or ranks by it asks for it as it is now."""
        now = time.monotonic()
        if self._kept is None or now >= self._asked_at + settings.CATALOG_SECONDS:
            answer, self._asked_at = self(), now  # in this order, or others would take the old one for new meanwhile
            return answer
        return self._kept[1]
