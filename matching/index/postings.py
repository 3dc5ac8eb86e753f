"""Who within a circle offers what is asked: runs of posting lists, set side by side."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.index.bands import Runs
from matching.index.columns import Bools, Ints
from matching.index.plans import NOT_OFFERED, Plans, Terms
from matching.index.snapshot import Snapshot

Places = NDArray[np.intp]
NOBODY = np.empty(0, dtype=np.intp)
NOWHERE = -1


class ServicePostings(NamedTuple):
    """The postings of one service in the runs."""

    place: Places  # of their rows, counted from the lowest row of the runs; ascending
    price: Ints  # dollars


class Offered(NamedTuple):
    """m rows, and where to look for their terms."""

    row: Places  # (m,) ascending
    lists: list[ServicePostings]  # of each code
    lowest: int  # row of the runs
    span: int  # rows from there to the last of the runs


def offering_all(snapshot: Snapshot, plans: Plans, runs: Runs, limit: int) -> Offered:
    """The rows in the runs that offer a service of every group, each of it for `limit` dollars or less."""
    lowest, span = _span(runs)
    lists = [_listed(snapshot, runs, lowest, code, limit) for code in plans.codes]
    groups = sorted(plans.groups, key=lambda group: sum(len(lists[code].place) for code in group))
    place = _places(lists, groups[0], span)
    for group in groups[1:]:
        if len(place):
            place = place[_is_in(lists, group, span)[place]]
    return Offered(place + lowest, lists, lowest, span)


def offering_some(snapshot: Snapshot, plans: Plans, runs: Runs) -> Offered:
    """The rows in the runs that offer any of the services."""
    lowest, span = _span(runs)
    lists = [_listed(snapshot, runs, lowest, code) for code in plans.codes]
    return Offered(_places(lists, range(len(lists)), span) + lowest, lists, lowest, span)


def prices_of(offered: Offered, keep: Places) -> Terms:
    """(codes, k) what some of the rows charge, by position in `row`. NOT_OFFERED where they do not offer it."""
    if len(offered.lists) == 1:
        alone: Terms = offered.lists[0].price[keep].astype(np.int64)[np.newaxis]  # in the order of the rows
        return alone
    price = np.empty((len(offered.lists), len(keep)), dtype=np.int64)
    at = offered.row[keep] - offered.lowest
    seats = np.empty(offered.span, dtype=np.int64)
    for code, listed in enumerate(offered.lists):
        seats.fill(NOT_OFFERED)
        seats[listed.place] = listed.price
        seats.take(at, out=price[code], mode="clip")  # without the check, which would copy: none is out of range
    return price


def lookup(snapshot: Snapshot, plans: Plans, row: Places) -> Places:
    """(codes, m) where the terms of any rows stand. NOWHERE: not offered. One by one, hence for few rows."""
    posting = np.full((len(plans.codes), len(row)), NOWHERE, dtype=np.intp)
    wanted = row.astype(np.uint32)  # as the rows are, or all of them would be copied to compare
    for place, code in enumerate(plans.codes):
        start, end = posting_list(snapshot, code)
        if start < end:
            rows = snapshot.posting_row[start:end]
            at = np.minimum(rows.searchsorted(wanted), end - start - 1)
            np.copyto(posting[place], at + start, where=rows[at] == wanted)
    return posting


def prices(snapshot: Snapshot, posting: Places) -> Terms:
    """Of postings of any shape. NOT_OFFERED where there is none."""
    price = snapshot.posting_price[posting].astype(np.int64)
    np.copyto(price, NOT_OFFERED, where=posting == NOWHERE)
    return price


def experience(snapshot: Snapshot, posting: Places) -> Terms:
    """Sessions done, of postings of any shape. 0 where there is none."""
    done = snapshot.posting_done[posting].astype(np.int64)
    np.copyto(done, 0, where=posting == NOWHERE)
    return done


def posting_list(snapshot: Snapshot, code: int) -> tuple[int, int]:
    """(first, past the last) posting of a service. Nothing when nobody offers it."""
    position = bisect_left(snapshot.services, code)
    if position == len(snapshot.services) or snapshot.services[position] != code:
        return 0, 0
    return int(snapshot.posting_starts[position]), int(snapshot.posting_starts[position + 1])


def _span(runs: Runs) -> tuple[int, int]:
    return (int(runs[0, 0]), int(runs[1, -1] - runs[0, 0])) if runs.size else (0, 0)


def _listed(snapshot: Snapshot, runs: Runs, lowest: int, code: int, limit: int = NOT_OFFERED) -> ServicePostings:
    start, end = posting_list(snapshot, code)
    rows = snapshot.posting_row[start:end]  # the runs are uint32 as well, or all of it would be copied to compare
    lows, highs = (rows.searchsorted(runs) + start).tolist()
    pieces = [np.arange(low, high) for low, high in zip(lows, highs, strict=True) if low < high]
    if not pieces:
        return ServicePostings(NOBODY, NOBODY)
    posting = np.concatenate(pieces)
    price = snapshot.posting_price[posting]
    if limit < NOT_OFFERED - 1:
        keep = np.flatnonzero(price <= limit)
        posting, price = posting[keep], price[keep]
    return ServicePostings(np.subtract(snapshot.posting_row[posting], lowest, dtype=np.intp), price)


def _places(lists: list[ServicePostings], codes: Sequence[int], span: int) -> Places:
    """Of the rows that offer any of these, ascending."""
    return lists[codes[0]].place if len(codes) == 1 else np.flatnonzero(_is_in(lists, codes, span))


def _is_in(lists: list[ServicePostings], codes: Sequence[int], span: int) -> Bools:
    """(span,) whether the row offers any of these."""
    offers = np.zeros(span, dtype=bool)
    for code in codes:
        offers[lists[code].place] = True
    return offers
