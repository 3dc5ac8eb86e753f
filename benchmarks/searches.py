"""One search at a time: every rival and ours, the same intakes, in turns."""

from statistics import median

from benchmarks import intakes
from benchmarks.context import ROUNDS, Context, Search, must_agree
from benchmarks.measure import interleaved, number, percentiles, ratio
from benchmarks.ours import FIND, GATED
from benchmarks.report import heading, table
from benchmarks.rivals import bounding_box, read_model
from matching.engine import Requirements, rank
from matching.search.assembly import candidates_near

PLAIN_UP_TO = 20_000
GEODJANGO = "GeoDjango, PostGIS"


def measure(context: Context, ours: dict[str, Search]) -> None:
    for name, draw in intakes.SETS.items():
        searches = draw(context.catalog, context.cases(40, 30, 16))
        engines = rivals(context) | ours
        found = verify(context, name, engines, searches)
        taken = interleaved(context.clock, engines, searches, ROUNDS)
        _report(context, name, taken, found)
    if context.scale <= PLAIN_UP_TO:
        plain_loop(context)


def rivals(context: Context) -> dict[str, Search]:
    found: dict[str, Search] = {bounding_box.NAME: bounding_box.top, read_model.NAME: read_model.top}
    if not context.postgis_absent:
        from benchmarks.rivals import geodjango  # importing it needs GDAL

        found = {GEODJANGO: geodjango.top} | found
    return found


def verify(context: Context, name: str, engines: dict[str, Search], searches: list[Requirements]) -> int:
    """Every engine answers every search alike, and some as the definition itself does. Returns the matches found."""
    by_definition = context.cases(len(searches), 10, 2)
    found = 0
    for place, search in enumerate(searches):
        answers = {engine: [int(location) for location in answer(search)] for engine, answer in engines.items()}
        if place < by_definition:
            matches = rank(search, candidates_near(search, on=search.on)).matches
            answers["the definition"] = [match.candidate.location_id for match in matches[:20]]
        must_agree(name, answers, search)
        found += len(next(iter(answers.values())))
    context.verified[f"searches.{name}"] = len(searches)
    return found


def _report(context: Context, name: str, taken: dict[str, list[list[float]]], found: int) -> None:
    base = taken.get(GEODJANGO)
    rows, kept = [], {}
    for engine, rounds in taken.items():
        p50, p99 = percentiles(rounds)
        times = ratio(base, rounds) if base else None
        rows.append([engine, number(p50), number(p99), str(times) if times else "absent"])
        mean = median(sum(cases) / len(cases) for cases in rounds)
        kept[engine] = {"p50_ms": p50, "p99_ms": p99, "mean_ms": mean, "geodjango_times": times and times.middle}
    cases = len(next(iter(taken.values()))[0])
    heading(f"One search, {name}: {cases} intakes, {found} places in the lists, all answers equal")
    table(("Engine", "CPU ms p50", "p99", "GeoDjango takes times"), rows)
    if context.postgis_absent:
        print(f"  {GEODJANGO} is absent: {context.postgis_absent}")
    context.details[f"searches.{name}"] = {"intakes": cases, "places": found, "engines": kept}
    for key, engine in (("find", FIND), ("gated", GATED)):
        context.keep(f"{key}_vs_geodjango.{name}", ratio(base, taken[engine]) if base else None)


def plain_loop(context: Context) -> None:
    """Seconds a search, so it sees one of each set."""
    from benchmarks.rivals import plain

    searches = [draw(context.catalog, 1)[0] for draw in intakes.SETS.values()]
    for search in searches:
        must_agree("plain loop", {"bounding box": bounding_box.top(search), plain.NAME: plain.top(search)}, search)
    taken = [context.clock.milliseconds(lambda search=search: plain.top(search)) for search in searches]
    context.details["plain"] = {"engine": plain.NAME, "mean_ms": sum(taken) / len(taken)}
    heading(f"{plain.NAME}: {number(median(taken))} CPU ms a search, the same answers")
