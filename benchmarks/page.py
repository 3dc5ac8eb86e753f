"""docs/benchmarks.md and its picture, from the results that are there. Words are written by hand; figures never are."""

import json
import re
from pathlib import Path
from typing import Any

from benchmarks import ours, results
from benchmarks.measure import number
from benchmarks.picture import draw

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE, PICTURE = DOCS / "benchmarks.md", DOCS / "matching-growth.svg"
SCALES = (10_000, 100_000, 1_000_000)
LINES = (
    "GeoDjango, PostGIS", "ORM, bounding box", "SQL read model", ours.FIND, ours.GATED, ours.INDEX,
)  # fmt: skip
SETS = {"dense": "Manhattan, 25 miles", "mixed": "people everywhere", "sparse": "Montana, 50 miles"}


def write() -> None:
    """Put today's figures between the markers of the page, and draw the picture anew."""
    runs = {scale: json.loads(path.read_text()) for scale in SCALES if (path := results.path_of(scale)).exists()}
    text = PAGE.read_text()
    for name, table in {"figures": figures(runs), "searches": searches(runs), "runs": conditions(runs)}.items():
        block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = block.sub(lambda found, table=table: f"{found[1]}{table}\n{found[2]}", text)
    PAGE.write_text(text)
    PICTURE.write_text(draw("CPU of one dense search, client and database", growth(runs)))


def figures(runs: dict[int, dict[str, Any]]) -> str:
    header = ["Figure", *(f"{scale:,}" for scale in runs), "Target at 1,000,000"]
    keys = [*(f"gated_vs_geodjango.{name}" for name in SETS), "reverse_vs_postgis", "intakes_per_s_core"]
    rows = []
    for key in [*results.TARGETS, *keys]:
        bound, wanted = results.TARGETS.get(key, ("", None))
        rows.append(
            [f"`{key}`", *(_cell(run, key) for run in runs.values()), f"at {bound} {wanted:g}" if bound else ""]
        )
    return markdown(header, rows)


def _cell(run: dict[str, Any], key: str) -> str:
    name, _, part = key.partition(".")
    value = run.get(name)
    value = value.get(part) if part and value else value
    if value is None:
        return "absent" if run["absent"] else "-"
    between = run["ranges"].get(key)
    return f"{number(value)} [{number(between[0])}..{number(between[1])}]" if between else number(value)


def searches(runs: dict[int, dict[str, Any]]) -> str:
    """CPU milliseconds of one search, p50 / p99."""
    rows = []
    for name, told in SETS.items():
        for engine in LINES:
            cells = []
            for run in runs.values():
                found = run["details"].get(f"searches.{name}", {}).get("engines", {}).get(engine)
                cells.append(f"{number(found['p50_ms'])} / {number(found['p99_ms'])}" if found else "absent")
            rows.append([f"{name} ({told})", engine, *cells])
    return markdown(["Intakes", "Engine", *(f"{scale:,}" for scale in runs)], rows)


def conditions(runs: dict[int, dict[str, Any]]) -> str:
    rows = []
    for scale, run in runs.items():
        machine, limits = run["machine"], run["details"]["limits"]
        rows.append([
            f"{scale:,}", run["date"], " / ".join(map(str, machine["load_average_before"])),
            number(limits["memory_read_gb_s"]), number(limits["select_1_ms"]),
            f"{sum(run['answers_compared'].values()):,}",
        ])  # fmt: skip
    header = ["Locations", "Day", "Load average before", "Memory read, GB/s", "SELECT 1, CPU ms", "Searches compared"]
    versions = (
        ", ".join(f"{name} {value}" for name, value in next(reversed(runs.values()))["versions"].items())
        if runs
        else ""
    )
    return f"{markdown(header, rows)}\n\n{versions}."


def growth(runs: dict[int, dict[str, Any]]) -> dict[str, list[tuple[float, float]]]:
    lines: dict[str, list[tuple[float, float]]] = {}
    for scale, run in runs.items():
        for engine, cost in run["details"]["searches.dense"]["engines"].items():
            lines.setdefault(engine, []).append((scale, cost["p50_ms"]))
    return {engine: lines[engine] for engine in LINES if engine in lines}


def markdown(header: list[str], rows: list[list[str]]) -> str:
    body = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in body)
