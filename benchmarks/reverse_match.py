"""Many listings change: which of many open intakes does each now match? Ours in one call, PostGIS in one statement."""

from benchmarks import intakes
from benchmarks.context import ROUNDS, Context, must_agree
from benchmarks.directory import NOW
from benchmarks.measure import Spread, interleaved, ratio
from benchmarks.report import heading, table
from benchmarks.rivals import reverse_postgis
from matching.index import reverse, searches_of
from matching.snapshots.export import listings_of

OURS = "index"
CHANGES = 1000


def measure(context: Context) -> None:
    open_intakes = intakes.mixed(context.catalog, context.cases(20_000, 100_000, 100_000))
    searches = searches_of(enumerate(open_intakes))
    changed = listings_of(reverse_postgis.listings(CHANGES))

    def ours() -> list[tuple[int, int]]:
        found = reverse(searches, changed, on=NOW)
        pairs = zip(changed.location_id.tolist(), found, strict=True)
        return sorted((location, number) for location, numbers in pairs for number in numbers.tolist())

    engines = {OURS: ours}
    if not context.postgis_absent:
        reverse_postgis.prepare(open_intakes)
        engines[reverse_postgis.NAME] = reverse_postgis.all_suited
        engines[reverse_postgis.NAME_POINTS] = lambda: reverse_postgis.all_suited(reverse_postgis.WITHIN)
    answers = {name: engine() for name, engine in engines.items()}
    must_agree("reverse match", answers, f"{len(changed)} listings")
    context.verified["reverse"] = len(changed)
    engines[OURS] = lambda: reverse(searches, changed, on=NOW)  # to name the pairs was for the comparison
    taken = interleaved(context.clock, {n: lambda _, e=e: e() for n, e in engines.items()}, [None], ROUNDS)
    each = {name: Spread.of([sum(cases) / len(changed) for cases in rounds]) for name, rounds in taken.items()}
    times = {name: ratio(rounds, taken[OURS]) for name, rounds in taken.items()}
    heading(
        f"Reverse match: {len(changed):,} listings at once against {len(open_intakes):,} open intakes, "
        f"{len(answers[OURS]):,} pairs suited, all answers equal"
    )
    table(("Engine", "CPU ms a listing", "takes times"), [[n, str(each[n]), str(times[n])] for n in engines])
    context.details["reverse"] = {name: {"ms_a_listing": spread.middle} for name, spread in each.items()}
    context.keep("reverse_vs_postgis_boxes", times.get(reverse_postgis.NAME))
    context.keep("reverse_vs_postgis", times.get(reverse_postgis.NAME_POINTS))
