"""Our side: the index over a snapshot of the benchmark's directory, alone and with the gate."""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.context import Context, Search
from benchmarks.directory import NOW
from benchmarks.measure import number
from benchmarks.report import heading
from benchmarks.rivals.scoring import TOP
from matching.engine import Requirements
from matching.index import CHOSEN, NUMPY, Index, Kernels, Snapshot, build, index_of, load, match, save
from matching.snapshots.changes import Watermark
from matching.snapshots.export import export
from providers.listing.gate import admitted

FOLDER = Path(__file__).resolve().parents[1] / "var" / "benchmarks"
PROPOSED = 24  # a few more than are shown: they are asked about when one of the first is refused
NUMPY_NAME, NUMBA_NAME = "index (NumPy)", "index (numba)"
GATED = " + gate"


@dataclass(frozen=True, slots=True)
class Directory:
    """What one worker builds, for all to map."""

    snapshot: Snapshot
    watermark: Watermark

    @property
    def index(self) -> Index:
        return index_of(self.snapshot)


def snapshot_of(scale: int) -> Path:
    return FOLDER / f"snapshot-{scale}"


def build_anew(context: Context) -> Directory:
    """Export, build and save, each timed; then map it as a worker does when it starts."""
    taken: dict[str, Any] = {}

    def timed(name: str, work: Any) -> Any:
        made = []
        start = time.monotonic()
        taken[f"{name}_cpu_s"] = context.clock.milliseconds(lambda: made.append(work())) / 1000
        taken[f"{name}_wall_s"] = time.monotonic() - start
        return made[0]

    exported = timed("export", export)
    snapshot = timed("build", lambda: build(exported.listings))
    folder = snapshot_of(context.scale)
    shutil.rmtree(folder, ignore_errors=True)
    timed("save", lambda: save(snapshot, folder, watermark=exported.watermark.to_bytes()))
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


def kernels() -> dict[str, Kernels]:
    """By name: NumPy always, numba where the extra `fast` is installed."""
    return {NUMPY_NAME: NUMPY} | ({NUMBA_NAME: CHOSEN} if CHOSEN.name != NUMPY.name else {})


def engines(index: Index) -> dict[str, Search]:
    """Each alone, and with the gate: what a page really does."""
    found: dict[str, Search] = {}
    for name, chosen in kernels().items():
        found[name] = lambda search, chosen=chosen: match(index, search, limit=TOP, kernels=chosen).location_id
        found[name + GATED] = lambda search, chosen=chosen: gated(index, search, chosen)
    return found


def gated(index: Index, search: Requirements, chosen: Kernels) -> list[int]:
    """The best that the gate lets through. Nothing changes in a benchmark's directory, so nobody is refused twice."""
    found = match(index, search, limit=PROPOSED, kernels=chosen).location_id.tolist()
    return through_gate([found])[0]


def through_gate(lists: Sequence[Sequence[int]]) -> list[list[int]]:
    """Several lists by one question, as a batch does; by a second one when somebody was refused."""
    asked = {location for found in lists for location in found[:TOP]}
    listed = admitted(asked, now=NOW)
    if len(listed) < len(asked):
        listed |= admitted({location for found in lists for location in found[TOP:]}, now=NOW)
    return [[location for location in found if location in listed][:TOP] for found in lists]
