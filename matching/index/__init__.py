"""The engine's answers from columns: the same matches, near misses and totals, among a million listings.

    snapshot = build(listings)                     # once, by a worker; save() and load() share it
    index = overlay(snapshot, changed, touched)    # what changed since; index_of(snapshot) when nothing did
    answer = search(index, requirements, limit=30)

Pure functions over arrays: no clock, no query, no setting. `matching.engine` is the definition; tests hold every
answer equal to its own.
"""

from matching.index.asking import mask
from matching.index.columns import NO_DAY, SLOT_BITS, Listings
from matching.index.files import Saved, SnapshotUnusable, load, save
from matching.index.judging import limit_of
from matching.index.near_misses import Miss
from matching.index.overlay import Index, index_of, overlay, rows_of
from matching.index.reverse import SearchColumns, Searches, reverse, searches_from, searches_of, touched
from matching.index.searching import IndexAnswer, Matches, NearMisses, match, near_misses, search
from matching.index.snapshot import Snapshot, build

__all__ = [
    "NO_DAY",
    "SLOT_BITS",
    "Index",
    "IndexAnswer",
    "Listings",
    "Matches",
    "Miss",
    "NearMisses",
    "Saved",
    "SearchColumns",
    "Searches",
    "Snapshot",
    "SnapshotUnusable",
    "build",
    "index_of",
    "limit_of",
    "load",
    "mask",
    "match",
    "near_misses",
    "overlay",
    "reverse",
    "rows_of",
    "save",
    "search",
    "searches_from",
    "searches_of",
    "touched",
]
