"""Many searches, as after a change of the weights: one by one as production ranks them, one by one for the ORM, and one
statement for all.
"""

import time

from benchmarks import intakes, ours
from benchmarks.context import ROUNDS, Context, must_agree
from benchmarks.measure import Spread, interleaved, number, ratio
from benchmarks.report import heading, table
from benchmarks.rivals import asked_table, read_model
from benchmarks.searches import GEODJANGO
from matching.engine import Requirements

OPEN = 100_000  # intakes, everywhere: what a change of the weights ranks anew, sorted by place
STRETCH = 60  # neighbors among them
LOOP, LOOPS = 400, 3  # neighbors, and in how many places


def measure(context: Context) -> None:
    everyone = by_place(intakes.mixed(context.catalog, OPEN))
    searches = stretches(everyone, context.cases(5, 4, 3), STRETCH)
    asked_table.write(asked_table.BATCH, searches)
    engines = _engines(context)
    answers = {name: [list(map(int, found)) for found in answer(searches)] for name, answer in engines.items()}
    must_agree("batch", answers, f"{len(searches)} intakes")
    context.verified["batch"] = len(searches)
    taken = interleaved(context.clock, engines, [searches], ROUNDS)
    _report(context, taken, len(searches))
    open_loop(context, stretches(everyone, LOOPS, LOOP))


def stretches(searches: list[Requirements], count: int, length: int) -> list[Requirements]:
    """So many stretches of neighbors, from the south to the north at even distances."""
    step = len(searches) // (count + 1)
    return [search for place in range(1, count + 1) for search in searches[place * step : place * step + length]]


def by_place(searches: list[Requirements]) -> list[Requirements]:
    """Neighbors one after another: what one search has brought into the caches the next one finds there."""
    return sorted(searches, key=lambda search: (round(search.latitude, 1), search.longitude))


def _engines(context: Context) -> dict:
    engines = {read_model.NAME: lambda _searches: asked_table.batch_of_all(), ours.FIND: one_by_one}
    if not context.postgis_absent:
        from benchmarks.rivals import geodjango

        engines[GEODJANGO] = lambda searches: [geodjango.top(search) for search in searches]
    return engines


def one_by_one(searches: list[Requirements]) -> list[list[int]]:
    return [ours.found(search) for search in searches]


def _report(context: Context, taken: dict[str, list[list[float]]], count: int) -> None:
    base = taken.get(GEODJANGO)
    rows = []
    for name, rounds in taken.items():
        each = Spread.of([sum(cases) / count for cases in rounds])
        times = str(ratio(base, rounds)) if base else "absent"
        rows.append([name, str(each), times, str(ratio(taken[read_model.NAME], rounds))])
        context.details.setdefault("batch", {})[name] = {"ms_each": each.middle}
    heading(f"Batch of {count} of {OPEN:,} mixed intakes, neighbors, all answers equal")
    table(("Engine", "CPU ms each", "GeoDjango takes times", "read model takes times"), rows)
    context.keep("batch_vs_geodjango", ratio(base, taken[ours.FIND]) if base else None)
    context.keep("batch_vs_read_model", ratio(taken[read_model.NAME], taken[ours.FIND]))


def open_loop(context: Context, searches: list[Requirements]) -> None:
    """Intakes a second on one core, of many more."""
    start = time.monotonic()
    milliseconds = context.clock.milliseconds(lambda: one_by_one(searches))
    a_second = len(searches) / milliseconds * 1000
    context.figures["intakes_per_s_core"] = round(a_second)
    context.details["open_loop"] = {"intakes": len(searches), "wall_s": time.monotonic() - start}
    heading(f"{len(searches):,} neighbors of these: {number(a_second)} a second a core")
