"""Our side: what production calls, and the index alone, over a snapshot of the benchmark's directory."""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from benchmarks.context import Context, Search
from benchmarks.directory import NOW
from benchmarks.measure import number
from benchmarks.report import heading
from benchmarks.rivals.scoring import TOP
from matching.engine import Requirements
from matching.index import Index, Snapshot, build, index_of, load, match
from matching.search.enums import FoundBy
from matching.search.services.searching import find
from matching.snapshots import store
from matching.snapshots.changes import Watermark
from matching.snapshots.export import export
from matching.snapshots.reading import fingerprint, reader
from matching.snapshots.restored import take_over_log
from providers.listing.gate import admitted

PROPOSED = 24  # a few more than are shown: they are asked about when one of the first is refused
FIND, GATED, INDEX = "find(): what production runs", "index + gate", "index"


class NotFoundByTheIndex(Exception):
    """The database answered in its place, so what was timed is something else."""


@dataclass(frozen=True, slots=True)
class Directory:
    """What one worker builds, for all to map."""

    snapshot: Snapshot
    watermark: Watermark

    @property
    def index(self) -> Index:
        return index_of(self.snapshot)


def build_anew(context: Context) -> Directory:
    """Export, build and save, each timed; then map it as a worker does when it starts."""
    taken: dict[str, Any] = {}

    def timed(name: str, work: Any) -> Any:
        made = []
        start = time.monotonic()
        taken[f"{name}_cpu_s"] = context.clock.milliseconds(lambda: made.append(work())) / 1000
        taken[f"{name}_wall_s"] = time.monotonic() - start
        return made[0]

    take_over_log()
    exported = timed("export", export)
    snapshot = timed("build", lambda: build(exported.listings))
    shutil.rmtree(settings.SNAPSHOT_DIR, ignore_errors=True)
    with store.only_builder():
        put = {"watermark": exported.watermark, "catalog": fingerprint()}
        folder = timed("save", lambda: store.put(snapshot, **put))
    reader.forget()
    starts = sorted(context.clock.milliseconds(lambda: load(folder)) for _ in range(9))
    mapped = load(folder).snapshot
    taken["worker_start_ms"] = starts[len(starts) // 2]
    taken["bytes"] = mapped.nbytes()
    context.figures["bytes_per_listing"] = round(mapped.nbytes() / mapped.locations, 1)
    context.figures["worker_start_ms"] = round(taken["worker_start_ms"], 2)
    context.details["build"] = taken | {"rows": len(mapped), "listings": mapped.locations}
    heading(
        f"Build: export {number(taken['export_cpu_s'])} CPU s, build {number(taken['build_cpu_s'])} s, "
        f"{mapped.nbytes() / 2**20:,.0f} MiB ({context.figures['bytes_per_listing']} bytes a listing), "
        f"a worker starts with it in {number(taken['worker_start_ms'])} ms"
    )
    return Directory(mapped, exported.watermark)


def engines(index: Index) -> dict[str, Search]:
    """What production runs, near misses and gate included; and for comparison the matches alone, which nobody shows."""
    return {
        FIND: found,
        GATED: lambda search: gated(index, search),
        INDEX: lambda search: match(index, search, limit=TOP).location_id,
    }


def found(search: Requirements) -> list[int]:
    """Raises NotFoundByTheIndex."""
    result = find(search, limit=TOP, now=NOW)
    if result.by != FoundBy.INDEX:
        raise NotFoundByTheIndex
    return [scored.candidate.location_id for scored in result.matches]


def gated(index: Index, search: Requirements) -> list[int]:
    """The best that the gate lets through. Nothing changes in a benchmark's directory, so nobody is refused twice."""
    proposed: Sequence[int] = match(index, search, limit=PROPOSED).location_id.tolist()
    listed = admitted(proposed[:TOP], now=NOW)
    if len(listed) < TOP:
        listed |= admitted(proposed[TOP:], now=NOW)
    return [location for location in proposed if location in listed][:TOP]
