"""The rows that a search has to judge, from all parts of the index, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from matching.index.asking import Asked
from matching.index.columns import Bools, Floats, Ints
from matching.index.plans import Terms
from matching.index.snapshot import Snapshot

Int64s = NDArray[np.int64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facts:
    """m rows, with all that a score and the order of equals rest on."""

    provider_id: Ints  # (m,)
    location_id: Ints  # (m,)
    miles: Floats  # (m,) on the engine's grid
    session: Int64s  # (m,) dollars of the cheapest plan; NOT_OFFERED or more when a group is missing
    done: Int64s  # (m,) sessions of that plan
    fee: Ints  # (m,) dollars on top of the sessions
    days: Int64s  # (m,) to the next opening; -1: unknown
    open_slots: Ints  # (m,) how many of the asked slots are open
    met: Ints  # (m,) how many wishes are met
    shared: Bools  # (m,) the provider may have other rows; False: it has none

    def __len__(self) -> int:
        return len(self.miles)

    def where(self, keep: Bools | Places | slice) -> "Facts":
        return Facts(**{column.name: getattr(self, column.name)[keep] for column in fields(self)})


def facts_of(snapshot: Snapshot, asked: Asked, row: Places, *, miles: Floats, session: Int64s, done: Int64s) -> Facts:
    return Facts(
        provider_id=snapshot.provider_id[row],
        location_id=snapshot.location_id[row],
        miles=miles,
        session=session,
        done=done,
        fee=snapshot.fee[row],
        days=_days_to_opening(snapshot, asked, row),
        open_slots=np.bitwise_count(snapshot.slots[row] & np.uint8(asked.slots)),
        met=np.bitwise_count(snapshot.traits[row] & snapshot.traits.dtype.type(asked.wishes)),
        shared=snapshot.shared[row],
    )


def _days_to_opening(snapshot: Snapshot, asked: Asked, row: Places) -> Int64s:
    """(m,) -1 when it is past, or when the hours were not confirmed lately. See assembly._next_opening."""
    today = asked.today_at(snapshot, row)
    known = (snapshot.opening_at[row] >= asked.now) & (snapshot.opening_good_until[row] >= today)
    days: Int64s = np.maximum(-1, snapshot.opening_day[row].astype(np.int64) - today)
    days[~known] = -1
    return days


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Misses:
    """m rows that fail exactly one need, one that the patient can relax."""

    facts: Facts
    cause: NDArray[np.int8]  # (m,) position in near_misses.CAUSES
    must: Ints  # (m,) position among the search's musts in order, where the cause is a must; else -1
    price: Terms  # (codes, t) terms of the first t rows, which hold all that are too dear or lack a service
    sessions: Terms  # (codes, t)

    def __len__(self) -> int:
        return len(self.cause)


def joined(parts: Sequence[Facts]) -> Facts:
    """One part after the other."""
    if len(parts) == 1:
        return parts[0]
    columns = {f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Facts)}
    return Facts(**columns)


def joined_misses(parts: Sequence[Misses]) -> Misses:
    """First of all the rows with terms, then of all the rest."""
    if len(parts) == 1:
        return parts[0]
    pieces = [(part, slice(part.price.shape[1])) for part in parts]
    pieces += [(part, slice(part.price.shape[1], None)) for part in parts]
    return Misses(
        facts=joined([part.facts.where(rows) for part, rows in pieces]),
        cause=np.concatenate([part.cause[rows] for part, rows in pieces]),
        must=np.concatenate([part.must[rows] for part, rows in pieces]),
        price=np.concatenate([part.price for part in parts], axis=1),
        sessions=np.concatenate([part.sessions for part in parts], axis=1),
    )


def overlaid(parts: Sequence[Facts]) -> Ints:
    """The providers that have rows in some of these parts, which the other parts do not know of."""
    return np.unique(np.concatenate([part.provider_id for part in parts])) if parts else np.empty(0, dtype=np.int64)


def with_shared(facts: Facts, known: Ints) -> Facts:
    """With `shared` raised for these providers. Few, hence cheap: an overlay is small."""
    return replace(facts, shared=facts.shared | np.isin(facts.provider_id, known)) if len(known) else facts


def count_providers(facts: Facts, rows: Places | None = None) -> int:
    """How many different providers, of these rows or of all."""
    shared = facts.shared if rows is None else facts.shared[rows]
    several = np.flatnonzero(shared) if rows is None else rows[shared]
    providers = np.sort(facts.provider_id[several])
    return len(shared) - int(np.count_nonzero(providers[1:] == providers[:-1]))
