"""The rows that a search has to judge, from all parts of the index, side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.factors import UNTOLD_MILES
from matching.index.asking import IndexQuery
from matching.index.columns import Bools, Floats, Ints
from matching.index.plans import Plans, Terms, quotes
from matching.index.postings import experience, lookup, prices
from matching.index.snapshot import Snapshot

Int64s = NDArray[np.int64]
Places = NDArray[np.intp]


class SnapshotPart(NamedTuple):
    snapshot: Snapshot
    asked: IndexQuery


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoundRows:
    """m rows, with all that a score and the order of equals rest on: each column is read when somebody asks for it, as
    most rows are only counted.

    An access reads the whole column, so narrow down with `where` first.
    """

    parts: tuple[SnapshotPart, ...]
    part: NDArray[np.int8] | None  # (m,) position in parts; None: all are of the first
    row: Places  # (m,)
    miles: Floats  # (m,)
    session: Int64s  # (m,)
    plans: tuple[Plans, ...]
    plan: NDArray[np.int16] | None  # (m,) by which of the plans each is served; None: all by the first
    known: Ints  # providers that have rows in several parts

    def __len__(self) -> int:
        return len(self.row)

    def where(self, keep: Places | slice) -> "FoundRows":
        part = None if self.part is None else self.part[keep]
        plan = None if self.plan is None else self.plan[keep]
        row, miles, session = self.row[keep], self.miles[keep], self.session[keep]
        return replace(self, part=part, row=row, miles=miles, session=session, plan=plan)

    def providers(self, rows: Places) -> Ints:
        return (
            self.where(rows).provider_id
            if self.part is not None
            else self.parts[0].snapshot.provider_id[self.row[rows]]
        )

    @property
    def counted_miles(self) -> Floats:
        """(m,) as they are judged, see engine.factors.counted_miles."""
        middle = self._column("zip_middle") != 0
        return np.where(middle, np.maximum(self.miles, UNTOLD_MILES), self.miles)

    @property
    def provider_id(self) -> Ints:
        return self._column("provider_id")

    @property
    def location_id(self) -> Ints:
        return self._column("location_id")

    @property
    def fee(self) -> Ints:
        return self._column("fee")

    @property
    def shared(self) -> Bools:
        shared: Bools = self._column("shared") != 0
        if len(self.known):  # few, hence cheap: an overlay is small
            shared |= np.isin(self.provider_id, self.known)
        return shared

    @property
    def open_slots(self) -> Ints:
        return self._read(lambda part, row: np.bitwise_count(part.snapshot.slots[row] & np.uint8(part.asked.slots)))

    @property
    def met(self) -> Ints:
        return self._read(_met)

    @property
    def days(self) -> Ints:
        return self._read(_days_to_opening)

    @property
    def done(self) -> Int64s:
        if self.plan is None:
            return self._read(lambda part, row: _done(part, row, self.plans[0]))
        done = np.empty(len(self), dtype=np.int64)
        for place in range(len(self.plans)):
            rows = np.flatnonzero(self.plan == place)
            done[rows] = replace(self.where(rows), plans=(self.plans[place],), plan=None).done
        return done

    def _column(self, name: str) -> Ints:
        column: Ints = self._read(lambda part, row: getattr(part.snapshot, name)[row])
        return column

    def _read(self, read: Callable[[SnapshotPart, Places], NDArray[Any]]) -> NDArray[Any]:
        if self.part is None:
            return read(self.parts[0], self.row)
        values = np.empty(len(self), dtype=np.int64)
        for place, part in enumerate(self.parts):
            rows = np.flatnonzero(self.part == place)
            values[rows] = read(part, self.row[rows])
        return values


def _met(part: SnapshotPart, row: Places) -> Ints:
    traits = part.snapshot.traits
    met: Ints = np.bitwise_count(traits[row] & traits.dtype.type(part.asked.wishes))
    return met


def _days_to_opening(part: SnapshotPart, row: Places) -> Int64s:
    """(m,) to the first opening that is named at a time that was asked for; where none is, to the next. -1 when all are
    past, or when the hours were not confirmed lately. See engine.Candidate.days_to_opening and assembly.openings_of."""
    snapshot, asked = part.snapshot, part.asked
    today = asked.today_at(snapshot, row)
    believed = snapshot.opening_good_until[row] >= today
    days: Int64s = np.maximum(-1, snapshot.opening_day[row].astype(np.int64) - today)
    days[~(believed & (snapshot.opening_at[row] >= asked.now))] = -1
    second_at = snapshot.second_at[row]
    named = np.flatnonzero(believed & (second_at > 0) & (second_at >= asked.now))  # most name one opening
    if len(named):
        later = snapshot.second_day[row[named]].astype(np.int64) - (today if isinstance(today, int) else today[named])
        first, second = snapshot.opening_slot[row[named]], snapshot.second_slot[row[named]]
        suits = (first & asked.slots == 0) & (second & asked.slots != 0)
        days[named] = np.where((days[named] < 0) | suits, later, days[named])
    return days


def _done(part: SnapshotPart, row: Places, plans: Plans) -> Int64s:
    """(m,) of rows that can be served. Where there is one way only to serve them, no price has to tell which."""
    posting = lookup(part.snapshot, plans, row)
    done = experience(part.snapshot, posting)
    if all(len(cluster) == 1 for cluster in plans.clusters):
        least: Int64s = done.min(axis=0)
        return least
    return quotes(plans, prices(part.snapshot, posting), done)[1]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Misses:
    """m rows that fail exactly one need, one that the patient can relax."""

    facts: FoundRows
    cause: NDArray[np.int8]  # (m,) position in near_misses.CAUSES
    must: Ints  # (m,) position among the search's musts in order, where the cause is a must; else -1
    price: Terms  # (codes, t) dollars of the first t rows, which hold all that are too dear or lack a service

    def __len__(self) -> int:
        return len(self.cause)


def joined(found: Sequence[FoundRows], known: Ints) -> FoundRows:
    """One part after the other. `known`: the providers that have rows in several parts."""
    if len(found) == 1:
        return found[0]
    found = [part for part in found if len(part)] or found[:1]
    if len(found) == 1:
        return replace(found[0], known=known)
    return replace(
        found[0],
        parts=tuple(one.parts[0] for one in found),
        part=np.repeat(np.arange(len(found), dtype=np.int8), [len(one) for one in found]),
        row=np.concatenate([one.row for one in found]),
        miles=np.concatenate([one.miles for one in found]),
        session=np.concatenate([one.session for one in found]),
        known=known,
    )


def joined_misses(parts: Sequence[Misses], known: Ints) -> Misses:
    """First of all the rows with terms, then of all the rest."""
    if len(parts) == 1:
        return parts[0]
    pieces = [(part, slice(part.price.shape[1])) for part in parts]
    pieces += [(part, slice(part.price.shape[1], None)) for part in parts]
    return Misses(
        facts=joined([part.facts.where(rows) for part, rows in pieces], known),
        cause=np.concatenate([part.cause[rows] for part, rows in pieces]),
        must=np.concatenate([part.must[rows] for part, rows in pieces]),
        price=np.concatenate([part.price for part in parts], axis=1),
    )


def overlaid(parts: Sequence[FoundRows]) -> Ints:
    """The providers that have rows in some of these parts, which the other parts do not know of."""
    return np.unique(np.concatenate([part.provider_id for part in parts])) if parts else np.empty(0, dtype=np.int64)


def count_providers(facts: FoundRows, shared: Bools, rows: Places | None = None) -> int:
    """How many different providers, of these rows or of all."""
    several = np.flatnonzero(shared) if rows is None else rows[shared[rows]]
    providers = facts.providers(several)
    providers.sort()
    return len(shared if rows is None else rows) - int(np.count_nonzero(providers[1:] == providers[:-1]))
