"""One listing changes: which of many open intakes does it now match? Ours against PostGIS."""

from statistics import median

from benchmarks import intakes
from benchmarks.context import ROUNDS, Context, must_agree
from benchmarks.directory import NOW
from benchmarks.measure import interleaved, number, percentiles, ratio
from benchmarks.report import heading, table
from benchmarks.rivals import reverse_postgis
from benchmarks.rivals.reverse_postgis import Listing
from matching.index import Listings, reverse, searches_of
from matching.snapshots.export import listings_of

OURS = "index (NumPy)"


def measure(context: Context) -> None:
    open_intakes = intakes.mixed(context.catalog, context.cases(20_000, 100_000, 100_000))
    searches = searches_of(enumerate(open_intakes))
    cases = [(row, listings_of([row.location])) for row in reverse_postgis.listings(context.cases(40, 40, 40))]

    def ours(case: tuple[Listing, Listings]) -> list[int]:
        return reverse(searches, case[1], on=NOW)[0].tolist()

    engines = {OURS: ours}
    if not context.postgis_absent:
        reverse_postgis.prepare(open_intakes)
        engines[reverse_postgis.NAME] = lambda case: reverse_postgis.suited(case[0])
        engines[reverse_postgis.NAME_POINTS] = lambda case: reverse_postgis.suited(case[0], reverse_postgis.WITHIN)
    found = [ours(case) for case in cases]
    for case, expected in zip(cases, found, strict=True):
        must_agree("reverse match", {OURS: expected} | {n: e(case) for n, e in engines.items() if n != OURS}, case[0])
    context.verified["reverse"] = len(cases)
    taken = interleaved(context.clock, engines, cases, ROUNDS)
    heading(
        f"Reverse match: {len(cases)} listings against {len(open_intakes):,} open intakes, "
        f"{median(map(len, found)):.0f} suited in the middle case, all answers equal"
    )
    table(
        ("Engine", "CPU ms p50", "p99"), [[name, *map(number, percentiles(rounds))] for name, rounds in taken.items()]
    )
    context.details["reverse"] = {name: {"p50_ms": percentiles(rounds)[0]} for name, rounds in taken.items()}
    times = {name: ratio(rounds, taken[OURS]) for name, rounds in taken.items() if name != OURS}
    for name, spread in times.items():
        print(f"  {name} takes {spread} times")
        context.details["reverse"][name]["times"] = spread.middle
    # The figure is the one against what a developer writes first; the stronger rival stands beside it.
    context.keep("reverse_vs_postgis", times.get(reverse_postgis.NAME_POINTS))
    context.keep("reverse_vs_postgis_boxes", times.get(reverse_postgis.NAME))
