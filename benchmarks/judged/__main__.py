"""`make judged`: how well the engine's order fits the judged searches.

nDCG@5: gains 2**grade - 1 of the first five, each worth less than the one above it, as a share of the best order's. A
search's figure is the mean of the two passes; an interval (95 %) is that of 10,000 draws of searches with replacement.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from math import log2
from statistics import mean
from typing import Any

from benchmarks.judged.draw import KINDS
from benchmarks.judged.facts import NEWCOMER_DAYS, candidate, read, requirements
from matching.engine import CURRENT, Factor, Scored, rank

DRAWS = 10_000
FIRST = 5
Search = Mapping[str, Any]
Order = Callable[[Search], list[int]]  # clinics of a search, best first


@cache
def told() -> dict[str, Any]:
    return {name: read(f"{name}.json") for name in ("searches", "first", "second")}


def searches() -> Sequence[Search]:
    found: Sequence[Search] = told()["searches"]["searches"]
    return found


def ranked(search: Search, *, asked_first: bool = True) -> tuple[Scored, ...]:
    """As the engine in force ranks it; not `asked_first`: as if nobody had been asked what matters most."""
    clinics = told()["searches"]["clinics"]
    most = Factor(search["most"]) if search["most"] and asked_first else None
    asked = replace(requirements(search), matters_most=most)
    return rank(asked, [candidate(number, clinics[number]) for number in search["clinics"]], CURRENT).matches


def by_points(search: Search) -> list[int]:
    return [match.candidate.provider_id for match in ranked(search)]


def by_base_points(search: Search) -> list[int]:
    return [match.candidate.provider_id for match in ranked(search, asked_first=False)]


def by_distance(search: Search) -> list[int]:
    return [match.candidate.provider_id for match in sorted(ranked(search), key=lambda match: match.miles)]


def by_price(search: Search) -> list[int]:
    return [match.candidate.provider_id for match in sorted(ranked(search), key=lambda match: match.quote.course_low)]


def figure(search: Search, order: Order) -> float:
    place, mine = searches().index(search), order(search)
    return mean(
        ndcg(mine, dict(zip(search["clinics"], told()[name][place], strict=True))) for name in ("first", "second")
    )


def ndcg(order: Sequence[int], grades: Mapping[int, int]) -> float:
    best = sorted(grades.values(), reverse=True)
    return gained([grades[clinic] for clinic in order]) / gained(best)


def gained(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades[:FIRST]))


def interval(figures: Sequence[float]) -> tuple[float, float]:
    rng = random.Random(1)
    drawn = sorted(mean(rng.choices(figures, k=len(figures))) for _ in range(DRAWS))
    return drawn[DRAWS * 25 // 1000], drawn[DRAWS * 975 // 1000]


def judged() -> None:
    print(f"Weights {CURRENT.version}. nDCG@5 of {len(searches())} searches, and its interval.")
    orders: dict[str, Order] = {
        "the order in force": by_points,
        "the same, nobody asked what matters": by_base_points,
        "nearest first": by_distance,
        "cheapest first": by_price,
    }
    for name, order in orders.items():
        figures = [figure(search, order) for search in searches()]
        for part, some in (("all", figures), ("tuned on", figures[::2]), ("held out", figures[1::2])):
            low, high = interval(some)
            print(f"{name:<36} {part:<9} {mean(some):.3f}  ({low:.3f} to {high:.3f})")
    for kind in KINDS:
        some = [figure(search, by_points) for search in searches() if search["kind"] == kind]
        print(f"  {kind:<10} {mean(some):.3f}")


def newcomers() -> set[int]:
    return {number for number, each in enumerate(told()["searches"]["clinics"]) if each["joined_days"] < NEWCOMER_DAYS}


if __name__ == "__main__":
    judged()
