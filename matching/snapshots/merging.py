"""Facts of listings laid over older facts of the same listings."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.index import Listings

RAGGED = {
    "stretch_first": "stretch_starts",
    "stretch_last": "stretch_starts",
    "service_code": "offering_starts",
    "price": "offering_starts",
    "sessions_done": "offering_starts",
}


def merged(old: Listings, new: Listings, touched: Collection[int]) -> Listings:
    """The listings of `new`, and those of `old` that nothing touched. Both speak of the same zones and traits."""
    keep = ~np.isin(old.location_id, np.fromiter(touched, dtype=np.int64, count=len(touched)))
    columns: dict[str, Any] = {}
    for column in fields(Listings):
        before, after = getattr(old, column.name), getattr(new, column.name)
        if not isinstance(before, np.ndarray):
            columns[column.name] = after
        elif column.name.endswith("_starts"):
            columns[column.name] = _starts(np.concatenate([np.diff(before)[keep], np.diff(after)]))
        elif starts := RAGGED.get(column.name):
            entries = np.repeat(keep, np.diff(getattr(old, starts)))
            columns[column.name] = np.concatenate([before[entries], after])
        else:
            columns[column.name] = np.concatenate([before[keep], after])
    return Listings(**columns)


def _starts(lengths: NDArray[Any]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
