"""Who within a circle offers what is asked: runs of posting lists, set side by side."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.index.bands import Runs, runs_within
from matching.index.columns import Ints
from matching.index.plans import NOT_OFFERED, Plans, Terms
from matching.index.snapshot import Snapshot


class Offered(NamedTuple):
    """m rows and their terms."""

    row: NDArray[np.intp]  # (m,) ascending
    price: Terms  # (codes, m) dollars; NOT_OFFERED where a service is not offered
    done: Terms  # (codes, m) sessions; 0 where a service is not offered

    def where(self, keep: NDArray[np.bool_]) -> "Offered":
        return Offered(self.row[keep], self.price[:, keep], self.done[:, keep])


class Run(NamedTuple):
    """The postings of one service within the circle. `place` counts the rows of the circle's runs from 0."""

    place: NDArray[np.int64]
    price: Ints
    done: Ints


def offered_within(
    snapshot: Snapshot, plans: Plans, latitude: float, longitude: float, miles: float, *, whole: bool
) -> Offered:
    """The rows within `miles` of a point, and some just outside, that offer a service of every group (`whole`), or of
    at least one.
    """
    runs = runs_within(snapshot.key, latitude, longitude, miles)
    if len(plans.codes) == 1:
        return _alone(snapshot, runs, plans.codes[0])
    first, past = (end.astype(np.int64) for end in runs)
    before = np.cumsum(past - first) - (past - first)  # rows in the runs before
    found = [_run(snapshot, runs, code, first - before) for code in plans.codes]
    place = _places(found, plans, int((past - first).sum()), whole=whole)
    price = np.full((len(found), len(place)), NOT_OFFERED, dtype=np.int64)
    done = np.zeros((len(found), len(place)), dtype=np.int64)
    seat = np.full(int((past - first).sum()), -1, dtype=np.int64)
    seat[place] = np.arange(len(place))
    for code, run in enumerate(found):
        at = seat[run.place]
        kept = at >= 0
        price[code, at[kept]], done[code, at[kept]] = run.price[kept], run.done[kept]
    run_of = np.searchsorted(before, place, side="right") - 1
    return Offered((place + (first - before)[run_of]).astype(np.intp) if len(place) else _NOBODY, price, done)


_NOBODY = np.empty(0, dtype=np.intp)


def _places(found: list[Run], plans: Plans, rows: int, *, whole: bool) -> NDArray[np.int64]:
    """Of the rows in the runs, those that offer enough."""
    met = np.full(rows, whole)
    for group in plans.groups:
        offers = np.zeros(rows, dtype=bool)
        for code in group:
            offers[found[code].place] = True
        met = met & offers if whole else met | offers
    return np.flatnonzero(met)


def _alone(snapshot: Snapshot, runs: Runs, code: int) -> Offered:
    """One service is asked for, the commonest search: its postings are the answer as they stand."""
    lows, highs, _run_of = _spans(snapshot, runs, code)
    row = _joined(snapshot.posting_row, lows, highs).astype(np.intp)
    price = _joined(snapshot.posting_price, lows, highs).astype(np.int64)
    done = _joined(snapshot.posting_done, lows, highs).astype(np.int64)
    return Offered(row, price[np.newaxis], done[np.newaxis])


def _run(snapshot: Snapshot, runs: Runs, code: int, shift: NDArray[np.int64]) -> Run:
    lows, highs, run_of = _spans(snapshot, runs, code)
    row = _joined(snapshot.posting_row, lows, highs).astype(np.int64)
    return Run(
        place=row - np.repeat(shift[run_of], highs - lows),
        price=_joined(snapshot.posting_price, lows, highs),
        done=_joined(snapshot.posting_done, lows, highs),
    )


def _spans(snapshot: Snapshot, runs: Runs, code: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.intp]]:
    """(low, high, run) of each piece of the service's posting list that lies within a run of rows."""
    start, end = posting_list(snapshot, code)
    rows = snapshot.posting_row[start:end]  # the runs are uint32 as well, or all of it would be copied to compare
    lows, highs = np.searchsorted(rows, runs[0]) + start, np.searchsorted(rows, runs[1]) + start
    some = np.flatnonzero(highs > lows)
    return lows[some], highs[some], some


def posting_list(snapshot: Snapshot, code: int) -> tuple[int, int]:
    """(first, past the last) posting of a service. Nothing when nobody offers it."""
    position = int(np.searchsorted(snapshot.services, code))
    if position == len(snapshot.services) or snapshot.services[position] != code:
        return 0, 0
    return int(snapshot.posting_starts[position]), int(snapshot.posting_starts[position + 1])


def _joined(column: Ints, lows: NDArray[np.int64], highs: NDArray[np.int64]) -> Ints:
    if not len(lows):
        return column[:0]
    return np.concatenate([column[low:high] for low, high in zip(lows.tolist(), highs.tolist(), strict=True)])
