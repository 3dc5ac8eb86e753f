"""What is kept of a run: benchmarks/results/matching-SCALE.json."""

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.context import Context
from benchmarks.database import rows
from benchmarks.report import heading

FOLDER = Path(__file__).with_name("results")
LIBRARIES = ("Django", "numpy", "psycopg2-binary", "geopy")

# What was set out to be reached at a million locations: (least or most, value).
TARGETS: dict[str, tuple[str, float]] = {
    "find_vs_geodjango.dense": ("least", 250),
    "find_vs_geodjango.mixed": ("least", 120),
    "find_vs_geodjango.sparse": ("least", 15),
    "batch_vs_geodjango": ("least", 250),
    "batch_vs_read_model": ("least", 10),
    "near_miss_vs_match": ("most", 2),
    "reverse_vs_postgis_boxes": ("least", 25),
    "growth_100x.dense": ("most", 4),
    "growth_100x.mixed": ("most", 4),
    "bytes_per_listing": ("most", 100),
    "worker_start_ms": ("most", 20),
    "change_check_ms": ("most", 0.15),
    "changes_100_ms": ("most", 8),
}


def path_of(scale: int) -> Path:
    return FOLDER / f"matching-{scale}.json"


def write(context: Context, load_before: tuple[float, ...], postgis: str) -> Path:
    """Figures nested by their dots, their ranges, and where and when it was. No name of a machine or a folder."""
    document = {
        "scale": context.scale,
        "date": datetime.now(UTC).date().isoformat(),
        **nested(context.figures),
        "ranges": context.ranges,
        "answers_compared": context.verified,
        "absent": {"GeoDjango, PostGIS": context.postgis_absent} if context.postgis_absent else {},
        "machine": machine(load_before),
        "versions": versions(postgis),
        "details": context.details,
    }
    path = path_of(context.scale)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document, indent=1, default=_rounded) + "\n")
    return path


def _rounded(value: Any) -> Any:
    return float(value)


def nested(figures: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in figures.items():
        name, _, part = key.partition(".")
        if part:
            found.setdefault(name, {})[part] = value
        else:
            found[name] = value
    return found


def flat(document: dict[str, Any]) -> dict[str, float | None]:
    """The figures of a written run, by their dotted keys."""
    found: dict[str, float | None] = {}
    for key in TARGETS:
        name, _, part = key.partition(".")
        value = document.get(name)
        found[key] = value.get(part) if part and value else value
    return found


def machine(load_before: tuple[float, ...]) -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "processor": platform.machine(),
        "load_average_before": [round(load, 2) for load in load_before],
        "load_average_after": [round(load, 2) for load in os.getloadavg()],
    }


def versions(postgis: str) -> dict[str, str]:
    found = {"Python": platform.python_version(), "PostgreSQL": rows("SHOW server_version")[0][0].split()[0]}
    if postgis:
        found["PostGIS"] = postgis
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "absent"
    return found


def summarize(context: Context) -> None:
    """The tracked figures, and at a million locations what they were meant to be."""
    heading("Figures")
    for key, value in context.figures.items():
        told = "absent" if value is None else f"{value:,}"
        between = f" [{context.ranges[key][0]:,}..{context.ranges[key][1]:,}]" if key in context.ranges else ""
        print(f"  {key:28} {told}{between}{_target(context, key, value)}")


def _target(context: Context, key: str, value: float | None) -> str:
    if context.scale != 1_000_000 or key not in TARGETS or value is None:
        return ""
    bound, wanted = TARGETS[key]
    met = value >= wanted if bound == "least" else value <= wanted
    return f"  ({'met' if met else 'NOT met'}: at {bound} {wanted:g})"
