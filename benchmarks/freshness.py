"""How long until a change is in the next answer: reading the change log, fetching what changed, laying it over."""

from collections.abc import Callable
from statistics import median

from benchmarks import intakes
from benchmarks.context import Context, must_agree
from benchmarks.database import execute, rows
from benchmarks.measure import Spread, interleaved, number
from benchmarks.ours import TOP, Directory
from benchmarks.report import heading
from matching.index import Index, build, index_of, match, overlay
from matching.snapshots.changes import changes_since, watermark_now
from matching.snapshots.export import export, listings_of
from matching.snapshots.queries import columns_of

CHANGED = 100
ROUNDS = 7
CHECKS = 400


def measure(context: Context, directory: Directory) -> None:
    seen = directory.watermark.seen
    checks, select_1 = _checks(context, seen)
    context.keep("change_check_ms", checks)
    providers = [row[0] for row in rows(
        "SELECT id FROM directory_provider ORDER BY md5(id::text) LIMIT %s", CHANGED)]  # fmt: skip
    try:
        _change(providers, by=10)
        touched = _touched(seen)
        details = {"providers": CHANGED, "locations": len(touched), "select_1_ms": select_1}
        # A process writes the statement with it, and a session plans it.
        details["first_in_a_process_ms"] = context.clock.milliseconds(lambda: apply(directory, seen))
        spread = Spread.of([context.clock.milliseconds(lambda: apply(directory, seen)) for _ in range(ROUNDS)])
        details |= _parts(context, directory, touched)
        _verify(context, directory, seen)
    finally:
        _change(providers, by=-10)
    details["one_provider_ms"] = _one(context, directory, providers[0])
    context.keep("changes_100_ms", spread)
    context.details["freshness"] = details
    heading(
        f"Freshness: the check costs {checks} CPU ms with nothing pending, a SELECT 1 beside it {number(select_1)}; "
        f"{CHANGED} changed providers ({len(touched)} locations) are in the next answer after {spread} ms more, "
        f"one after {number(details['one_provider_ms'])}"
    )


def _checks(context: Context, seen: str) -> tuple[Spread, float]:
    """The middle half of many, and of a least question to the database, in turns: the machine weighs on both alike."""
    questions = {"check": lambda _turn: changes_since(seen), "select 1": lambda _turn: rows("SELECT 1")}
    taken = interleaved(context.clock, questions, range(CHECKS), rounds=1)
    checks, least = (sorted(taken[name][0])[CHECKS // 4 : -CHECKS // 4] for name in questions)
    return Spread.of(checks), median(least)


def _parts(context: Context, directory: Directory, touched: set[int]) -> dict[str, float]:
    """What the figure is made of."""
    facts = listings_of(touched)
    parts: dict[str, Callable[[], object]] = {
        "check_ms": lambda: changes_since(directory.watermark.seen),
        "columns_from_database_ms": lambda: columns_of(touched),
        "facts_ms": lambda: listings_of(touched),  # the columns, put together
        "laying_over_ms": lambda: overlay(directory.snapshot, facts, touched),
    }
    return {name: median(context.clock.milliseconds(part) for _ in range(ROUNDS)) for name, part in parts.items()}


def _one(context: Context, directory: Directory, provider: int) -> float:
    seen = watermark_now().seen
    try:
        _change([provider], by=10)
        return median(context.clock.milliseconds(lambda: apply(directory, seen)) for _ in range(ROUNDS))
    finally:
        _change([provider], by=-10)


def _touched(seen: str) -> set[int]:
    return {location for location in changes_since(seen).locations if location is not None}


def _change(providers: list[int], *, by: int) -> None:
    """Prices and fees, as a portal would write them."""
    ids = ", ".join(map(str, providers))
    execute(
        f"UPDATE directory_offering SET price_per_session = price_per_session + {by} WHERE location_id IN "
        f"(SELECT id FROM directory_practicelocation WHERE provider_id IN ({ids}))"
    )


def apply(directory: Directory, seen: str) -> Index:
    """What a process does when its next search finds something in the log."""
    touched = _touched(seen)
    return overlay(directory.snapshot, listings_of(touched), touched)


def _verify(context: Context, directory: Directory, seen: str) -> None:
    """An overlay answers as a snapshot built anew does. At the largest scale the rebuild is left to the tests."""
    if context.scale > 100_000:
        return
    laid_over, anew = apply(directory, seen), build(export().listings)
    for search in intakes.dense(context.catalog, 20) + intakes.mixed(context.catalog, 20):
        answers = {
            "overlay": match(laid_over, search, limit=TOP).location_id.tolist(),
            "built anew": match(index_of(anew), search, limit=TOP).location_id.tolist(),
        }
        must_agree("freshness", answers, search)
    context.verified["freshness"] = 40
