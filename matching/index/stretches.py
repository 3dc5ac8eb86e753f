"""On which days a listing can be a match at all: while patients may see it, as `providers.listing` told."""

import numpy as np
from numpy.typing import NDArray

from matching.index.columns import Ints, Listings


def stretches(listings: Listings) -> tuple[NDArray[np.int64], Ints, Ints]:
    """(position of the listing, first day, last day) of each unbroken stretch, by listing, then by first day.

    Those that overlap or touch become one, so that no two of a listing hold the same day: March 1 to 31, March 20 to
    April 30 and May 1 to 9 are March 1 to May 9. A listing that takes no patients has none.
    """
    listing = np.repeat(np.arange(len(listings), dtype=np.int64), np.diff(listings.stretch_starts))
    first, last = listings.stretch_first.astype(np.int64), listings.stretch_last.astype(np.int64)
    holds = listings.accepting[listing] & (first <= last) & (last >= 0)
    listing, first, last = listing[holds], first[holds], last[holds]
    order = np.lexsort((last, first, listing))
    return _merged(listing[order], first[order], last[order])


def _merged(listing: Ints, first: Ints, last: Ints) -> tuple[NDArray[np.int64], Ints, Ints]:
    """Join what overlaps. The latest end so far must not leak from one listing into the next, hence the lift."""
    if not len(listing):
        return listing.astype(np.int64), first, last
    lift = listing * np.int64(2**32)  # more than any number of days
    latest = np.maximum.accumulate(last + lift) - lift
    opens = np.ones(len(listing), dtype=bool)
    opens[1:] = (listing[1:] != listing[:-1]) | (first[1:] > latest[:-1] + 1)
    begins = np.flatnonzero(opens)
    ends = np.append(begins[1:], len(listing)) - 1
    return listing[begins].astype(np.int64), first[begins], latest[ends]
