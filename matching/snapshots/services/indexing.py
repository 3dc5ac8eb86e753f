"""Keep this machine's snapshot of the directory fresh enough. Called by the sweeper and by build_index."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from matching.index import SnapshotUnusable, build
from matching.snapshots import store
from matching.snapshots.changes import Watermark, changes_since, prune
from matching.snapshots.export import export
from matching.snapshots.reading import fingerprint, why_foreign
from matching.snapshots.restored import take_over_log

log = logging.getLogger(__name__)

OVERLAY_SHARE = 0.02  # of all listings; with more of them laid over it, a new snapshot is due
OVERLAY_ALWAYS = 200  # listings; so many are no burden however small the directory is
OLDEST = timedelta(hours=12)  # well before the log forgets, see changes.KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What building did."""

    listings: int
    bytes: int
    export_seconds: float
    build_seconds: float
    pruned: int  # rows of the change log


def tend_index(*, now: datetime) -> Built | None:
    """Build a new snapshot if one is due. None: none is, or another process is at it."""
    why = why_due()
    if not why:
        return None
    log.info("snapshot due", extra={"outcome": why})
    return build_index(now=now)


def why_due() -> str:
    """Why a new snapshot is due; "" when none is."""
    try:
        saved = store.current()
        watermark = Watermark.from_bytes(saved.watermark)
        if foreign := why_foreign(saved):
            return foreign
        age = store.age_seconds()
    except (SnapshotUnusable, ValueError) as error:
        return f"snapshot unusable: {error}"
    changes = changes_since(watermark.seen)
    touched = changes.locations
    if changes.is_cut or None in touched:
        return "a load, or the change log does not reach back"
    if len(touched) > max(OVERLAY_ALWAYS, OVERLAY_SHARE * saved.snapshot.locations):
        return f"{len(touched)} listings changed"
    return "old" if touched and age > OLDEST.total_seconds() else ""


def build_index(*, now: datetime) -> Built | None:
    """Export, build, save, swap. None: another process is at it. A kill at any moment leaves the old one in use."""
    with store.only_builder() as mine:
        if not mine:
            return None
        started = time.process_time()
        take_over_log()
        catalog = fingerprint()
        exported = export()
        read = time.process_time()
        snapshot = build(exported.listings)
        store.put(snapshot, watermark=exported.watermark, catalog=catalog)
        built = Built(
            listings=len(exported.listings),
            bytes=snapshot.nbytes(),
            export_seconds=read - started,
            build_seconds=time.process_time() - read,
            pruned=prune(below=exported.watermark, now=now),
        )
    log.info(
        "snapshot built",
        extra={"count": built.listings, "ms": round(1000 * (built.export_seconds + built.build_seconds))},
    )
    return built
