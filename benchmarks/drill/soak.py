"""`python -m benchmarks.drill.soak 30`: what `make soak MINUTES=30` runs.

A site of its own, three strangers who search without a pause, and every few seconds the memory of each process of it:
what it holds by itself (anonymous pages), so that files which it maps and pages that it shares are nobody's growth. The
first third is the warm-up. After it the mean of the last fifth may be 5 % above that of the first fifth, or half a
megabyte of a small process.
"""

import contextlib
import json
import os
import random
import shutil
import sys
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from benchmarks.drill.house import ROOT, House
from benchmarks.picture import draw_over_time
from benchmarks.visitor import Visitor
from caarisma.local import commands
from caarisma.local.supervisor import Supervisor, stopping_on_signals

RESULT, PICTURE = ROOT / "benchmarks" / "results" / "soak.json", ROOT / "docs" / "soak.svg"
WATCHED = (*commands.SERVICES, "broker")
EVERY, VISITORS, MOST_GROWTH, LEAST_MB = 5.0, 3, 0.05, 0.5

Samples = dict[str, list[tuple[float, float]]]  # by process: minutes, MB


def main(argv: list[str]) -> int:
    minutes = float(argv[0]) if argv else 30.0
    logs = ROOT / "var" / "log" / "soak"
    logs.mkdir(parents=True, exist_ok=True)
    servers = Supervisor(logs=logs, cwd=ROOT)
    house, load = House(servers, lines=False), os.getloadavg()[0]
    with stopping_on_signals():
        try:
            print("Starting a site of its own; its directory takes some minutes ...", flush=True)
            house.start()
            samples, searches = watch(house, minutes)
        finally:
            servers.stop()
            shutil.rmtree(house.folder, ignore_errors=True)
    return report(samples, minutes, searches, (load, os.getloadavg()[0]))


def watch(house: House, minutes: float) -> tuple[Samples, int]:
    over, made = threading.Event(), [0] * VISITORS
    crowd = [threading.Thread(target=search, args=(house.port, over, made, n), daemon=True) for n in range(VISITORS)]
    for one in crowd:
        one.start()
    samples: Samples = defaultdict(list)
    began = time.monotonic()
    while (passed := time.monotonic() - began) < 60 * minutes:
        for name, megabytes in memory(house).items():
            samples[name].append((passed / 60, megabytes))
        told = f"{passed / 60:.1f} of {minutes:g} minutes, {sum(made)} searches"
        print(f"\r[{'#' * int(30 * passed / 60 / minutes):<30}] {told}", end="", file=sys.stderr, flush=True)
        time.sleep(EVERY)
    over.set()
    return samples, sum(made)


def memory(house: House) -> dict[str, float]:
    """A process that is there for a short job only (it reads a document, builds the index) is not of the house."""
    found = {}
    for service in WATCHED:
        first = psutil.Process(house.children[service].process.pid)
        family = [first, *first.children()] if service in ("web", "worker") else [first]
        for place, process in enumerate(family):
            with contextlib.suppress(psutil.NoSuchProcess, OSError):
                found[f"{service} {place}" if len(family) > 1 else service] = anonymous(process.pid)
    return found


def anonymous(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Anonymous:"))


def search(port: int, over: threading.Event, made: list[int], place: int) -> None:
    number = 0
    while not over.is_set():
        number += 1
        with contextlib.suppress(Exception):
            Visitor(port, random.Random(f"{place} {number}")).visit()
            made[place] += 1


def growth(line: list[tuple[float, float]], minutes: float) -> dict[str, Any]:
    warm = [(at, mb) for at, mb in line if at >= minutes / 3]
    fifth = max(1, len(warm) // 5)
    first, last = (sum(mb for _at, mb in part) / len(part) for part in (warm[:fifth], warm[-fifth:]))
    is_flat = last - first <= max(MOST_GROWTH * first, LEAST_MB)
    return {"first_mb": round(first, 1), "last_mb": round(last, 1), "percent": round(100 * (last / first - 1), 1),
            "flat": is_flat}  # fmt: skip


def report(samples: Samples, minutes: float, searches: int, loads: tuple[float, float]) -> int:
    grown = {name: growth(line, minutes) for name, line in samples.items() if line[-1][0] > minutes * 0.9}
    well = all(one["flat"] for one in grown.values())
    told = {"minutes": minutes, "searches": searches, "well": well, "processes": grown, "cores": os.cpu_count(),
            "load_before": round(loads[0], 1), "load_after": round(loads[1], 1),
            "at": datetime.now(UTC).isoformat(timespec="minutes")}  # fmt: skip
    RESULT.write_text(json.dumps(told, indent=1) + "\n")
    PICTURE.write_text(draw_over_time(f"Memory of each process over {minutes:g} minutes of searches", samples))
    print()
    for name, one in grown.items():
        print(f"  {name:12} {one['first_mb']:7.1f} -> {one['last_mb']:7.1f} MB  {one['percent']:+.1f} %"
              f"{'' if one['flat'] else '  NOT FLAT'}")  # fmt: skip
    return 0 if well else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
