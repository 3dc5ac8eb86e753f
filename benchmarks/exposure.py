"""`python -m benchmarks.exposure`: what `make exposure` runs. Whom the order puts first: over the judged searches, and
over a day of searches in the demonstration directory.

A monopoly that nobody meant would show here. The day is drawn from a fixed seed: people everywhere, each with the
radius, price, times, wishes and what matters most that one of them would choose. Searches of real people are not read.
"""

import os
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from benchmarks import database
from benchmarks.report import heading
from matching.engine import Factor, Requirements

FIRST = 5  # places that most people look at
A_DAY = int(os.environ.get("SEARCHES", "2000"))
PROVIDERS = 2000
NEWCOMER_DAYS = 90  # since the first approval
SEED = 20261129
MATTERS = {None: 40, Factor.DISTANCE: 20, Factor.COST: 15, Factor.OPENINGS: 10, Factor.WISHES: 5, Factor.EXPERIENCE: 10}
Lists = Sequence[Sequence[int]]  # of each search all who fit, best first


def main() -> int:
    from benchmarks.judged.__main__ import by_points, newcomers, searches

    tell("The judged searches", [by_points(search) for search in searches()], newcomers())
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    database.use("exposure")
    import django

    django.setup()
    new = directory()
    in_force, nearest = a_day()
    tell("A day of searches in the demonstration directory, drawn by a seed", in_force, new)
    tell("The same searches, nearest first", nearest, new)
    return 0


def directory() -> set[int]:
    """The demonstration directory. Returns who was first approved in the last 90 days."""
    from django.core.management import call_command
    from django.db.models import Min

    from benchmarks.directory import DAY
    from benchmarks.directory import SEED as DEMO_SEED
    from providers.demo.loading import seed
    from providers.directory.models import Provider

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_catalog", verbosity=0)
    database.step("directory", lambda: seed(providers=PROVIDERS, seed=DEMO_SEED, on=DAY, tell=lambda _count: None))
    database.step("statistics", lambda: database.execute("VACUUM (FREEZE, ANALYZE)"))
    approved = Provider.objects.annotate(since=Min("screening_cases__approved_from"))
    return set(approved.filter(since__gt=DAY - timedelta(days=NEWCOMER_DAYS)).values_list("pk", flat=True))


def a_day() -> tuple[Lists, Lists]:
    """(as the order in force ranks them, nearest first), of each search that anybody fits."""
    from benchmarks import intakes
    from matching.search.services.searching import in_database

    rng, in_force, nearest = Random(SEED), [], []
    for number, search in enumerate(intakes.mixed(intakes.catalog(), A_DAY), 1):
        most = rng.choices(list(MATTERS), list(MATTERS.values()))[0]
        asked: Requirements = replace(search, matters_most=most)
        found = in_database(asked, limit=PROVIDERS, now=asked.on).matches
        if found:
            in_force.append([match.candidate.provider_id for match in found])
            near = sorted(found, key=lambda match: match.miles)
            nearest.append([match.candidate.provider_id for match in near])
        if sys.stderr.isatty():
            print(f"\r  {number:,} of {A_DAY:,} searches", end="", file=sys.stderr)
    return in_force, nearest


def tell(title: str, lists: Lists, new: set[int]) -> None:
    """A provider's share: how often they are first among the searches; Gini 0: all alike, 1: one has it all."""
    firsts = Counter(order[0] for order in lists)
    seats = Counter(provider for order in lists for provider in order[:FIRST])
    fit = Counter(provider for order in lists for provider in order)
    leaders = ", ".join(f"{count / len(lists):.1%}" for _provider, count in firsts.most_common(3))
    once, five, all_of = (gini(counts[one] for one in fit) for counts in (firsts, seats, fit))
    heading(title)
    for line in (
        f"{len(lists):,} searches, {len(fit):,} who fit some of them, {len(new & fit.keys()):,} of these newcomers.",
        f"First places: {len(firsts):,} have one; the three with the most have {leaders}.",
        f"Gini of first places {once:.2f}, of the first {FIRST} places {five:.2f}, of all places {all_of:.2f}.",
        f"Newcomers: {share(fit, new):.0%} of all who fit, {share(firsts, new):.0%} of first places, "
        f"{share(seats, new):.0%} of the first {FIRST}.",
    ):
        print(f"  {line}")


def share(places: Counter[int], some: Collection[int]) -> float:
    return sum(places[one] for one in some) / places.total()


def gini(counts: Iterable[int]) -> float:
    ordered = sorted(counts)
    many = len(ordered)
    return sum((2 * place - many - 1) * count for place, count in enumerate(ordered, 1)) / (many * sum(ordered))


if __name__ == "__main__":
    sys.exit(main())
