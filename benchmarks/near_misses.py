"""What near misses cost next to the matches themselves."""

from benchmarks import intakes
from benchmarks.context import ROUNDS, Context, must_agree
from benchmarks.measure import interleaved, number, percentiles, ratio
from benchmarks.ours import TOP, Directory
from benchmarks.report import heading, table
from matching.engine import Requirements, rank
from matching.index import match, near_misses
from matching.index import search as both
from matching.search.assembly import candidates_near


def measure(context: Context, directory: Directory) -> None:
    searches = [search for draw in intakes.SETS.values() for search in draw(context.catalog, context.cases(20, 15, 10))]
    index = directory.index
    engines = {
        "matches": lambda search: match(index, search, limit=TOP),
        "near misses": lambda search: near_misses(index, search),
        "both, as a search asks": lambda search: both(index, search, limit=TOP),
    }
    _verify(context, directory, searches)
    taken = interleaved(context.clock, engines, searches, ROUNDS)
    rows = []
    for name, rounds in taken.items():
        p50, p99 = percentiles(rounds)
        rows.append([name, number(p50), number(p99)])
        context.details.setdefault("near_misses", {})[name] = {"p50_ms": p50, "p99_ms": p99}
    heading(f"Near misses of {len(searches)} intakes of all three sets, equal to the definition's where asked")
    table(("", "CPU ms p50", "p99"), rows)
    context.keep("near_miss_vs_match", ratio(taken["near misses"], taken["matches"]))


def _verify(context: Context, directory: Directory, searches: list[Requirements]) -> None:
    """As asked alone and together, and some as the engine itself says."""
    by_definition = context.cases(20, 6, 1)
    step = max(1, len(searches) // by_definition)
    for place, search in enumerate(searches):
        together = both(directory.index, search, limit=TOP)
        answers = {
            "alone": _told(near_misses(directory.index, search)),
            "together": ([(miss.location_id, miss.relaxation) for miss in together.near_misses], [*together.blocking]),
        }
        if place % step == step - 1:
            ranking = rank(search, candidates_near(search, on=search.on))
            misses = [(miss.scored.candidate.location_id, miss.relaxation) for miss in ranking.near_misses]
            answers["the definition"] = (misses, list(ranking.blocking))
        must_agree("near misses", answers, search)
    context.verified["near_misses"] = len(searches)


def _told(found: object) -> tuple[list, list]:
    return [(int(miss.location_id), miss.relaxation) for miss in found.shown], list(found.blocking)
