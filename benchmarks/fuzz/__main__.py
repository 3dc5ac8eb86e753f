"""`python -m benchmarks.fuzz N`: what `make fuzz N=10000` runs. Prints each answer of 5xx with the shortest request for
it, and fails if there is one.

One address after the other, so many requests for each that they sum up to N. SEED=2 draws others. What was counted is
written after each address: a run that was stopped goes on where it was, one that ended begins anew. ONLY=desk: for some
addresses alone.
"""

import json
import logging
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "var" / "fuzz"


def main(argv: list[str]) -> int:
    wanted, seed = int(argv[0]) if argv and argv[0].isdigit() else 10_000, os.environ.get("SEED", "1")
    only = os.environ.get("ONLY", "")
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    from benchmarks import database

    path = FOLDER / f"{wanted}-{seed}-{only or 'all'}.json"
    database.use("fuzz", anew=not path.exists() and not os.environ.get("KEEP"))
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from caarisma.common import publishing
    from caarisma.common.append_only import let_times_be_made_up

    call_command("migrate", verbosity=0)
    let_times_be_made_up()
    call_command("createcachetable", verbosity=0)
    publishing.breaker.trip()  # no broker: it only hurries
    logging.disable()  # each 404 has a line there
    with tempfile.TemporaryDirectory(prefix="caarisma-fuzz-") as folder:
        settings.PRIVATE_FILES_DIR = Path(folder) / "private"
        settings.LEDGER_ANCHORS_DIR = Path(folder) / "anchors"
        told = _go_on(path, wanted, seed, only, timezone.now())
    path.unlink(missing_ok=True)
    return _report(told)


def _go_on(path: Path, wanted: int, seed: str, only: str, now: Any) -> dict[str, Any]:
    from benchmarks.fuzz.walk import Walk
    from tests.architecture.access.asking import ADDRESSES, address_of, inner_atomic
    from tests.architecture.access.people import plant
    from tests.rules import let_everybody_inject

    names = sorted(name for name in ADDRESSES if only in name)
    told: dict[str, Any] = {"done": [], "requests": 0, "pairs": 0, "statuses": {}, "broken": {}}
    if path.exists():
        told = json.loads(path.read_text())
        print(f"goes on after {told['requests']:,} requests", flush=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    left, start, before = [name for name in names if name not in told["done"]], time.monotonic(), told["requests"]
    with inner_atomic():
        let_everybody_inject(read_on=now.date())
        world = plant(now)
        walk = Walk(world.people, lambda name: address_of(name, world), seed=seed)
        print("reads the forms of all pages ...", flush=True)
        walk.read(sorted(ADDRESSES))
        for name in left:
            _add(told, name, walk.at(name, -(-wanted // len(names))))
            path.write_text(json.dumps(told))
            _bar(told, len(names), before, time.monotonic() - start, wanted)
        from django.db import transaction

        transaction.set_rollback(True)
    print()
    return told


def _add(told: dict[str, Any], name: str, found: Any) -> None:
    told["done"].append(name)
    told["requests"] += found.requests
    told["pairs"] += len(found.people)
    for status, times in found.statuses.items():
        told["statuses"][str(status)] = told["statuses"].get(str(status), 0) + times
    for where, one in found.broken.items():
        told["broken"].setdefault(where, str(one))


def _bar(told: dict[str, Any], of: int, before: int, seconds: float, wanted: int) -> None:
    left = seconds / max(1, told["requests"] - before) * max(0, wanted - told["requests"])
    bar = "#" * (30 * len(told["done"]) // of)
    print(f"\r[{bar:<30}] {len(told['done'])} of {of} addresses, {told['requests']:,} requests, "
          f"{len(told['broken'])} broken, {left / 60:.0f} min left ", end="", flush=True)  # fmt: skip


def _report(told: dict[str, Any]) -> int:
    answers = ", ".join(f"{times:,} x {status}" for status, times in sorted(told["statuses"].items()))
    print(
        f"{told['requests']:,} requests at {len(told['done'])} addresses, {told['pairs']:,} pairs of address and person"
    )
    print(answers)
    for where, one in told["broken"].items():
        print(f"\n5xx: {where}\n  {one[:2000]}")
    print(f"\n{len(told['broken'])} kinds of 5xx")
    return 1 if told["broken"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
