"""How long until a change is in the next answer: reading the change log, fetching what changed, laying it over."""

from benchmarks import intakes
from benchmarks.context import Context, must_agree
from benchmarks.database import execute, rows
from benchmarks.measure import Spread, number
from benchmarks.ours import TOP, Directory
from benchmarks.report import heading
from matching.index import build, index_of, match, overlay
from matching.snapshots.changes import changes_since
from matching.snapshots.export import export, listings_of

CHANGED = 100
ROUNDS = 7


def measure(context: Context, directory: Directory) -> None:
    seen = directory.watermark.seen
    changes_since(seen)
    checks = Spread.of(sorted(context.clock.milliseconds(lambda: changes_since(seen)) for _ in range(400))[100:300])
    context.keep("change_check_ms", checks)
    before = set(changes_since(seen).locations)
    providers = [row[0] for row in rows(
        "SELECT id FROM providers_provider ORDER BY md5(id::text) LIMIT %s", CHANGED)]  # fmt: skip
    try:
        _change(providers, by=10)
        touched = set(changes_since(seen).locations) - before
        spread = Spread.of([context.clock.milliseconds(lambda: apply(directory, seen)) for _ in range(ROUNDS)])
        _verify(context, directory, seen)
    finally:
        _change(providers, by=-10)
    context.keep("changes_100_ms", spread)
    facts = listings_of(touched)
    alone = [context.clock.milliseconds(lambda: overlay(directory.snapshot, facts, touched)) for _ in range(ROUNDS)]
    context.details["freshness"] = {
        "providers": CHANGED,
        "locations": len(touched),
        "overlay_alone_ms": sorted(alone)[ROUNDS // 2],  # the rest is reading the facts from the database
    }
    heading(
        f"Freshness: the check costs {number(checks.middle)} CPU ms with nothing pending; {CHANGED} changed providers "
        f"({len(touched)} locations) are in the next answer after {spread} ms more"
    )


def _change(providers: list[int], *, by: int) -> None:
    """Prices and fees, as a portal would write them."""
    ids = ", ".join(map(str, providers))
    execute(
        f"UPDATE providers_offering SET price_per_session = price_per_session + {by} WHERE location_id IN "
        f"(SELECT id FROM providers_practicelocation WHERE provider_id IN ({ids}))"
    )


def apply(directory: Directory, seen: str) -> object:
    """What a process does when its next search finds something in the log."""
    touched = {location for location in changes_since(seen).locations if location is not None}
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
