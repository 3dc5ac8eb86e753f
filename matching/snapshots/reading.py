"""The index that this process searches: the snapshot on disk, with all changes since laid over it."""

import hashlib
import threading
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import F

from matching.index import Index, Listings, Saved, Snapshot, SnapshotUnusable, index_of, overlay
from matching.snapshots import store
from matching.snapshots.changes import LoggedChanges, Watermark, changes_since, watermark_now
from matching.snapshots.export import ZONES, listings_of
from matching.snapshots.merging import merged
from providers.directory.traits import WISH_CODES
from treatments.models import AreaConcern

# Another text when the queries find other rows than before.
RULES = "no product that was warned of, fat and cellulite as two medical directors decided"
ROUNDS = 3  # of looking for what came while the last was read


class IndexAway(Exception):
    """There is no index that could answer now. Says why; the database answers instead."""


@dataclass(kw_only=True)
class Loaded:
    """A snapshot and how far the change log has been laid over it."""

    stamp: store.Stamp
    snapshot: Snapshot
    seen: str  # transactions, see Watermark
    server: float  # when it started, see LoggedChanges
    touched: set[int] = field(default_factory=set)  # locations, since the snapshot
    changed: Listings | None = None  # those of them that are still somebody's candidates
    spoiled: str = ""  # why it cannot be used any more

    index: Index = field(init=False)

    def __post_init__(self) -> None:
        self.index = index_of(self.snapshot)


class Reader:
    """One a process. Threads take turns at refreshing; an Index is never written again once it is given out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: Loaded | None = None

    def index(self) -> Index:
        """Fresh: holds all that was committed before this call. Raises IndexAway."""
        with self._lock:
            loaded = self._current()
            for _round in range(ROUNDS):
                changes = changes_since(loaded.seen)
                if changes.server != loaded.server:  # perhaps a standby that lost the newest commits: look closer
                    self._loaded = None
                    loaded = self._current()
                elif not _lay_over(loaded, changes):
                    break
            return loaded.index

    def forget(self) -> None:
        """Begin anew with the next search."""
        with self._lock:
            self._loaded = None

    def _current(self) -> Loaded:
        stamp = store.stamp()
        if stamp is None:
            self._loaded = None
            raise IndexAway("no snapshot")
        if self._loaded is None or self._loaded.stamp != stamp:
            self._loaded = _load(stamp)
        if self._loaded.spoiled:
            raise IndexAway(self._loaded.spoiled)
        return self._loaded


reader = Reader()


def _load(stamp: store.Stamp) -> Loaded:
    """Raises IndexAway for a snapshot that is damaged or of something else. The next search looks again."""
    try:
        saved = store.current()
        watermark = Watermark.from_bytes(saved.watermark)
    except (SnapshotUnusable, ValueError) as error:
        raise IndexAway(f"snapshot unusable: {error}") from error
    if foreign := why_foreign(saved):
        raise IndexAway(foreign)
    server = changes_since(watermark.seen).server
    return Loaded(stamp=stamp, snapshot=saved.snapshot, seen=watermark.seen, server=server)


def why_foreign(saved: Saved) -> str:
    """Why a snapshot that is whole says nothing of this database and this release; "" when it does."""
    if Watermark.from_bytes(saved.watermark).origin != watermark_now().origin:
        return "snapshot of another database"
    return "" if saved.catalog == fingerprint() else "snapshot of another catalog or other tables"


def fingerprint() -> str:
    """Of what a snapshot takes for granted: which rows make listings, the codes of traits and zones, where screening
    asks for more, and the tables themselves. A backup that is restored on the same server makes them anew, and its
    change log knows nothing of what is undone by it.
    """
    pairs = AreaConcern.objects.order_by("pk").values_list("pk", F("concern__needs_fda_note"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'snapshots_listingchange'::regclass::oid")
        (table,) = cursor.fetchone()
    return hashlib.sha256(repr([RULES, *pairs, WISH_CODES, ZONES, table]).encode()).hexdigest()[:16]


def _lay_over(loaded: Loaded, changes: LoggedChanges) -> bool:
    """Lay over what the log tells that is new. Whether there was anything.

    The facts are read after the log, so they are at least as new; what commits in between is in the log the next time.
    """
    if changes.is_cut or None in changes.locations:
        why = "the change log does not reach back" if changes.is_cut else "a load changed any number of listings"
        loaded.spoiled = why
        raise IndexAway(why)
    fresh = {location for location in changes.locations if location is not None}
    if fresh:
        facts = listings_of(fresh)
        loaded.touched |= fresh
        loaded.changed = facts if loaded.changed is None else merged(loaded.changed, facts, fresh)
        loaded.index = overlay(loaded.snapshot, loaded.changed, loaded.touched)
    loaded.seen = changes.seen
    return bool(fresh)
