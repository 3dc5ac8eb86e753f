"""What changed since the snapshot, laid over it."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.index.columns import Ints, Listings
from matching.index.snapshot import Snapshot, build


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """What is searched: a snapshot, and perhaps a small one with what changed. No location has live rows in two."""

    parts: tuple[Snapshot, ...]

    def __len__(self) -> int:
        """Rows, those that a change has taken out of use included."""
        return sum(len(part) for part in self.parts)


def index_of(snapshot: Snapshot) -> Index:
    """A snapshot with nothing laid over it."""
    return Index((snapshot,))


def overlay(snapshot: Snapshot, changed: Listings, touched_location_ids: Collection[int] | Ints) -> Index:
    """The snapshot with some locations replaced: answers as a snapshot built anew would.

    `touched_location_ids` are all locations of which any fact may have changed; `changed` holds those of them that
    still exist, as they are now. Touched 5 and 9, and 5 alone in `changed`: 9 is gone.

    The snapshot stays as it is, so lay every later state over the same snapshot, with all that was touched since: if 5
    changes again, {5, 9} once more, and not {5} over the overlay that was there.
    """
    touched = np.union1d(np.asarray(list(touched_location_ids), dtype=np.int64), changed.location_id)
    listed_until = snapshot.listed_until.copy()
    listed_until[rows_of(snapshot, touched)] = 0  # long over: the row fails the same test as any lapsed one
    kept = replace(snapshot, listed_until=listed_until)
    delta = build(changed)
    return Index((kept, delta) if len(delta) else (kept,))


def rows_of(snapshot: Snapshot, location_ids: Ints) -> NDArray[np.intp]:
    """All rows of some locations, in no particular order. Locations without a row are passed over."""
    kind = snapshot.location_id.dtype  # of another type, all of the snapshot would be copied to compare
    ids = np.asarray(location_ids, dtype=np.int64)
    ids = ids[(ids >= np.iinfo(kind).min) & (ids <= np.iinfo(kind).max)].astype(kind)
    lows = np.searchsorted(snapshot.location_id, ids, side="left", sorter=snapshot.by_location)
    highs = np.searchsorted(snapshot.location_id, ids, side="right", sorter=snapshot.by_location)
    pieces = [snapshot.by_location[low:high] for low, high in zip(lows.tolist(), highs.tolist(), strict=True)]
    return np.concatenate([np.empty(0, dtype=np.uint32), *pieces]).astype(np.intp)
