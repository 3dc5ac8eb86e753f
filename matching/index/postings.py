"""Who within a circle offers what is asked: runs of posting lists, set side by side.

Positions are carried, not terms: a price is read when it is compared, and only for the rows that are left by then.
"""

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.index.bands import Runs
from matching.index.columns import Bools
from matching.index.plans import NOT_OFFERED, Plans, Terms
from matching.index.snapshot import Snapshot

Places = NDArray[np.intp]
NOBODY = np.empty(0, dtype=np.intp)
NOWHERE = -1


class Offered(NamedTuple):
    """m rows, and where their terms stand."""

    row: Places  # (m,) ascending
    posting: Places  # (codes, m) in the columns of the postings; NOWHERE: the service is not offered

    def where(self, keep: Places) -> "Offered":
        return Offered(self.row[keep], self.posting[:, keep])


def nobody(plans: Plans) -> Offered:
    return Offered(NOBODY, np.empty((len(plans.codes), 0), dtype=np.intp))


class Listed(NamedTuple):
    """The postings of one service in the runs."""

    row: Places  # ascending
    posting: Places


def offering_all(snapshot: Snapshot, plans: Plans, runs: Runs, limit: int) -> Offered:
    """The rows in the runs that offer a service of every group, each of it for `limit` dollars or less."""
    found = [_listed(snapshot, runs, code, limit) for code in plans.codes]
    groups = sorted(plans.groups, key=lambda group: _most_rows(found, group))
    if not _most_rows(found, groups[0]):
        return nobody(plans)
    if len(found) == 1:
        return Offered(found[0].row, found[0].posting[np.newaxis])
    lowest, past = int(runs[0][0]), int(runs[1][-1])
    row = np.flatnonzero(_is_in(found, groups[0], lowest, past)) + lowest
    for group in groups[1:]:
        row = row[_is_in(found, group, lowest, past)[row - lowest]]
    return _side_by_side(found, row, lowest, past)


def offering_some(snapshot: Snapshot, plans: Plans, runs: Runs) -> Offered:
    """The rows in the runs that offer any of the services."""
    found = [_listed(snapshot, runs, code) for code in plans.codes]
    if len(found) == 1:
        return Offered(found[0].row, found[0].posting[np.newaxis])
    if not any(len(one.row) for one in found):
        return nobody(plans)
    lowest, past = int(runs[0][0]), int(runs[1][-1])
    row = np.flatnonzero(_is_in(found, range(len(found)), lowest, past)) + lowest
    return _side_by_side(found, row, lowest, past)


def prices(snapshot: Snapshot, posting: Places) -> Terms:
    """Of postings of any shape. NOT_OFFERED where there is none."""
    price = snapshot.posting_price[posting].astype(np.int64)
    price[posting == NOWHERE] = NOT_OFFERED
    return price


def experience(snapshot: Snapshot, posting: Places) -> Terms:
    """Sessions done, of postings of any shape. 0 where there is none."""
    done = snapshot.posting_done[posting].astype(np.int64)
    done[posting == NOWHERE] = 0
    return done


def posting_list(snapshot: Snapshot, code: int) -> tuple[int, int]:
    """(first, past the last) posting of a service. Nothing when nobody offers it."""
    position = bisect_left(snapshot.services, code)
    if position == len(snapshot.services) or snapshot.services[position] != code:
        return 0, 0
    return int(snapshot.posting_starts[position]), int(snapshot.posting_starts[position + 1])


def _listed(snapshot: Snapshot, runs: Runs, code: int, limit: int = NOT_OFFERED) -> Listed:
    start, end = posting_list(snapshot, code)
    rows = snapshot.posting_row[start:end]  # the runs are uint32 as well, or all of it would be copied to compare
    lows, highs = (rows.searchsorted(runs) + start).tolist()
    pieces = [np.arange(low, high) for low, high in zip(lows, highs, strict=True) if low < high]
    if not pieces:
        return Listed(NOBODY, NOBODY)
    posting = np.concatenate(pieces)
    if limit < NOT_OFFERED - 1:
        posting = posting[snapshot.posting_price[posting] <= limit]
    return Listed(snapshot.posting_row[posting].astype(np.intp), posting)


def _most_rows(found: list[Listed], group: tuple[int, ...]) -> int:
    return sum(len(found[code].row) for code in group)


def _is_in(found: list[Listed], codes: Iterable[int], lowest: int, past: int) -> Bools:
    """(past - lowest,) whether the row offers any of these."""
    offers = np.zeros(past - lowest, dtype=bool)
    for code in codes:
        offers[found[code].row - lowest] = True
    return offers


def _side_by_side(found: list[Listed], row: Places, lowest: int, past: int) -> Offered:
    """The postings of these rows, code by code."""
    posting = np.empty((len(found), len(row)), dtype=np.intp)
    at = row - lowest
    for code, listed in enumerate(found):
        seat = np.full(past - lowest, NOWHERE, dtype=np.intp)
        seat[listed.row - lowest] = listed.posting
        posting[code] = seat[at]
    return Offered(row, posting)
