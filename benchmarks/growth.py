"""A hundred times the data: the same searches on 10,000 and on 1,000,000 locations, in turns.

A Django process has one database, so the small directory is asked by a process of its own: a round here, a round there.
"""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

from benchmarks import intakes, ours
from benchmarks.context import ROUNDS, Context
from benchmarks.measure import Spread
from benchmarks.report import heading, table

SMALL, LARGE = 10_000, 1_000_000
SETS = ("dense", "mixed")
CASES = 30


def measure(context: Context) -> None:
    context.figures |= {f"growth_100x.{name}": None for name in SETS}
    if context.scale != LARGE:
        return
    _small()  # makes its directory, where that is missing
    rounds = [(_small(), one_round(context)) for _ in range(ROUNDS)]
    times = {name: Spread.of([large[name] / small[name] for small, large in rounds]) for name in SETS}
    for name, spread in times.items():
        context.keep(f"growth_100x.{name}", spread)
    heading("100 times the locations take times the CPU")
    table(("Intakes", "Times"), [[name, str(spread)] for name, spread in times.items()])


def one_round(context: Context) -> dict[str, float]:
    """CPU milliseconds of all searches of a set, each asked once before."""
    taken = {}
    for name in SETS:
        searches = intakes.SETS[name](context.catalog, CASES)
        for search in searches:
            ours.found(search)
        taken[name] = sum(context.clock.milliseconds(lambda search=search: ours.found(search)) for search in searches)
    return taken


def _small() -> dict[str, float]:
    server = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres"))
    argv = [sys.executable, "-m", "benchmarks", str(SMALL), "--one-round"]
    told = subprocess.run(
        argv, env=os.environ | {"DATABASE_URL": server}, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(told.stdout.splitlines()[-1])
