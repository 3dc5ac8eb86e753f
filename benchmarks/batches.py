"""Many searches at once, as after a change of the weights: one by one for the ORM, one statement, one call."""

import time

from benchmarks import intakes, ours
from benchmarks.context import ROUNDS, Context, must_agree
from benchmarks.measure import Spread, interleaved, number, ratio
from benchmarks.ours import Directory
from benchmarks.report import heading, table
from benchmarks.rivals import asked_table, read_model
from benchmarks.searches import GEODJANGO
from matching.engine import Requirements
from matching.index import match_many

OPEN = 100_000  # intakes, everywhere: what a change of the weights ranks anew, sorted by place
STRETCH = 60  # neighbors among them
CHUNK = 2_000  # intakes that one message of Celery carries
CHUNKS = 3


def measure(context: Context, directory: Directory) -> None:
    everyone = by_place(intakes.mixed(context.catalog, OPEN))
    searches = stretches(everyone, context.cases(5, 4, 3), STRETCH)
    asked_table.write(asked_table.BATCH, searches)
    engines = _engines(context, directory)
    answers = {name: [list(map(int, found)) for found in answer(searches)] for name, answer in engines.items()}
    must_agree("batch", answers, f"{len(searches)} intakes")
    context.verified["batch"] = len(searches)
    taken = interleaved(context.clock, engines, [searches], ROUNDS)
    _report(context, taken, len(searches))
    open_loop(context, directory, stretches(everyone, CHUNKS, CHUNK))


def stretches(searches: list[Requirements], count: int, length: int) -> list[Requirements]:
    """So many stretches of neighbors, from the south to the north at even distances."""
    step = len(searches) // (count + 1)
    return [search for place in range(1, count + 1) for search in searches[place * step : place * step + length]]


def by_place(searches: list[Requirements]) -> list[Requirements]:
    """Neighbors one after another: what one search has brought into the caches the next one finds there."""
    return sorted(searches, key=lambda search: (round(search.latitude, 1), search.longitude))


def _engines(context: Context, directory: Directory) -> dict:
    found = {read_model.NAME: lambda _searches: asked_table.batch_of_all()}
    if not context.postgis_absent:
        from benchmarks.rivals import geodjango

        found[GEODJANGO] = lambda searches: [geodjango.top(search) for search in searches]
    for name, kernels in ours.kernels().items():
        found[name + ours.GATED] = lambda searches, kernels=kernels: gated(directory, searches, kernels)
    return found


def gated(directory: Directory, searches: list[Requirements], kernels: ours.Kernels) -> list[list[int]]:
    """A chunk: the first of every search, then one question to the gate for all of them."""
    found = match_many(directory.index, searches, limit=ours.PROPOSED, kernels=kernels)
    return ours.through_gate([matches.location_id.tolist() for matches in found])


def _report(context: Context, taken: dict[str, list[list[float]]], count: int) -> None:
    base = taken.get(GEODJANGO)
    best = ours.NUMBA_NAME + ours.GATED if context.fast else ours.NUMPY_NAME + ours.GATED
    rows = []
    for name, rounds in taken.items():
        each = Spread.of([sum(cases) / count for cases in rounds])
        times = str(ratio(base, rounds)) if base else "absent"
        rows.append([name, str(each), times, str(ratio(taken[read_model.NAME], rounds))])
        context.details.setdefault("batch", {})[name] = {"ms_each": each.middle}
    heading(f"Batch of {count} of {OPEN:,} mixed intakes, neighbors, all answers equal")
    table(("Engine", "CPU ms each", "GeoDjango takes times", "read model takes times"), rows)
    context.keep("batch_vs_geodjango", ratio(base, taken[best]) if base else None)
    context.keep("batch_vs_read_model", ratio(taken[read_model.NAME], taken[best]))


def open_loop(context: Context, directory: Directory, searches: list[Requirements]) -> None:
    """A re-rank of many in chunks, gated: intakes a second on one core."""
    kernels = list(ours.kernels().values())[-1]
    start = time.monotonic()
    milliseconds = 0.0
    for first in range(0, len(searches), CHUNK):
        chunk = searches[first : first + CHUNK]
        milliseconds += context.clock.milliseconds(lambda chunk=chunk: gated(directory, chunk, kernels))
    a_second = len(searches) / milliseconds * 1000
    context.figures["intakes_per_s_core"] = round(a_second)
    context.details["open_loop"] = {"intakes": len(searches), "wall_s": time.monotonic() - start}
    heading(f"{CHUNKS} chunks of {CHUNK:,} neighbors of these, gated: {number(a_second)} a second a core")
