"""`python -m benchmarks.truth N`: what `make truth N=10000` runs. Prints how often each kind was said, and how often it
was false.

A directory serves some searches and is rolled back. What was counted is written after each, so a run that was stopped
goes on where it was; a run that ended begins anew. PART=2/3 takes every third directory from the second on, for another
process beside it, with a file of its own.
"""

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

SEARCHES = 100  # in one directory
CROWDS = (30, 9, 45, 3, 18, 0, 60, 7, 30, 60)  # people in it
ENOUGH = 50  # times that each kind is to be seen
FOLDER = Path(__file__).resolve().parents[2] / "var" / "truth"


def main(argv: list[str]) -> int:
    wanted = int(argv[0]) if argv and argv[0].isdigit() else 10_000
    part, _of, parts = os.environ.get("PART", "1/1").partition("/")
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    from benchmarks import database

    database.use(f"truth_{part}", anew=not _begun(wanted, part).exists())
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from caarisma.common.append_only import let_times_be_made_up
    from tests.rules import let_everybody_inject

    call_command("migrate", verbosity=0)
    let_times_be_made_up()
    let_everybody_inject(read_on=timezone.localdate())  # by the rules of the release nobody is listed
    told = _go_on(wanted, part, range(int(part) - 1, -(-wanted // SEARCHES), int(parts or 1)))
    _begun(wanted, part).unlink(missing_ok=True)
    return _report(told)


def _begun(wanted: int, part: str) -> Path:
    return FOLDER / f"{wanted}-{part}.json"


def _go_on(wanted: int, part: str, seeds: range) -> dict[str, Any]:
    """One directory after the other, from the first that is not counted yet."""
    path, start = _begun(wanted, part), time.monotonic()
    told: dict[str, Any] = {"directories": 0, "checked": {}, "false": {}, "examples": []}
    if path.exists():
        told = json.loads(path.read_text())
        print(f"goes on after {told['directories'] * SEARCHES:,} searches", flush=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    before = told["directories"]
    for seed in seeds[before:]:
        _add(told, *one_directory(seed, SEARCHES))
        path.write_text(json.dumps(told))
        done = told["directories"]
        left = (time.monotonic() - start) / (done - before) * (len(seeds) - done)
        bar = "#" * (30 * done // len(seeds))
        print(f"\r[{bar:<30}] {done * SEARCHES:,} searches, {sum(told['checked'].values()):,} sentences, "
              f"{sum(told['false'].values())} false, {left / 60:.0f} min left ", end="", flush=True)  # fmt: skip
    print()
    return told


def one_directory(seed: int, searches: int) -> tuple[Counter[str], list[tuple[str, str, int]]]:
    """How often each kind was said, and what was false: kind, line, seed. Nothing stays in the database."""
    from random import Random

    from django.db import transaction
    from django.test import Client
    from django.utils import timezone

    from benchmarks.truth.walk import Walk
    from benchmarks.truth.world import make_directory

    rng, checked, false = Random(seed), Counter[str](), []
    whole = transaction.atomic()
    whole._from_testcase = True  # as in Django's own tests: an attempt of ranking commits, and here in vain
    with whole:
        make_directory(rng, timezone.now(), crowd=CROWDS[seed % len(CROWDS)])
        walk = Walk(rng, Client())
        for _search in range(searches):
            for sentence in walk.search():
                checked[sentence.kind.name] += 1
                if not sentence.is_true:
                    false.append((sentence.kind.name, sentence.said[""], seed))
        transaction.set_rollback(True)
    return checked, false


def _add(told: dict[str, Any], checked: Counter[str], false: list[tuple[str, str, int]]) -> None:
    told["directories"] += 1
    told["checked"] = dict(Counter(told["checked"]) + checked)
    told["false"] = dict(Counter(told["false"]) + Counter(kind for kind, _line, _seed in false))
    told["examples"] = [*told["examples"], *false][:40]


def _report(told: dict[str, Any]) -> int:
    from benchmarks.truth.registry import KINDS

    print(f"{'sentences':<24} {'checked':>9} {'false':>6}")
    for kind in KINDS:
        few = "" if told["checked"].get(kind, 0) >= ENOUGH else f"   seen fewer than {ENOUGH} times"
        print(f"{kind:<24} {told['checked'].get(kind, 0):>9,} {told['false'].get(kind, 0):>6,}{few}")
    print(f"{'all':<24} {sum(told['checked'].values()):>9,} {sum(told['false'].values()):>6,}")
    for kind, line, seed in told["examples"]:
        print(f"false, in directory {seed}: {kind}: {line}")
    return 1 if told["false"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
