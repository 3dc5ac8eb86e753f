"""A hundred times the data: the same searches on 10,000 and on 1,000,000 locations, in turns."""

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

from benchmarks import intakes, ours
from benchmarks.context import ROUNDS, Context
from benchmarks.measure import interleaved, ratio
from benchmarks.ours import TOP, Directory
from benchmarks.report import heading, table
from matching.index import Index, SnapshotUnusable, index_of, load, match

SMALL, LARGE = 10_000, 1_000_000


def measure(context: Context, directory: Directory) -> None:
    if context.scale != LARGE:
        context.figures |= {"growth_100x.dense": None, "growth_100x.mixed": None}
        return
    indexes = {"10,000": _small(), "1,000,000": directory.index}
    rows = []
    for name in ("dense", "mixed"):
        searches = intakes.SETS[name](context.catalog, 30)
        for kernel, kernels in ours.kernels().items():
            engines = {
                size: lambda search, index=index, kernels=kernels: match(index, search, limit=TOP, kernels=kernels)
                for size, index in indexes.items()
            }
            for search in searches:
                for engine in engines.values():
                    engine(search)
            taken = interleaved(context.clock, engines, searches, ROUNDS)
            times = ratio(taken["1,000,000"], taken["10,000"])
            rows.append([kernel, name, str(times)])
            context.details.setdefault("growth_100x", {})[f"{kernel}, {name}"] = times.middle
            if kernel == ours.NUMPY_NAME:
                context.keep(f"growth_100x.{name}", times)
    heading("100 times the locations take times the CPU")
    table(("Engine", "Intakes", "Times"), rows)


def _small() -> Index:
    """Made anew where it is missing, or was written by another version."""
    try:
        return index_of(load(ours.snapshot_of(SMALL)).snapshot)
    except SnapshotUnusable:
        _make_small()
    return index_of(load(ours.snapshot_of(SMALL)).snapshot)


def _make_small() -> None:
    """In a process of its own: a Django process has one database."""
    server = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres"))
    argv = [sys.executable, "-m", "benchmarks", str(SMALL), "--snapshot-only"]
    subprocess.run(argv, env=os.environ | {"DATABASE_URL": server}, check=True)
