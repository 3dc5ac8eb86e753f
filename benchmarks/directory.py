"""The synthetic directory: the project's own demonstration directory, larger, in the project's own tables.

Made-up providers with one to three locations, spread over the bundled ZIP table by its people and more so in metro
areas; offerings, hours, openings; licenses, of which some lapsed or were revoked; screening cases with their checks,
some out of date. The same seed and day give the same directory, and a small one is the beginning of a large one.
"""

import sys
from datetime import UTC, date, datetime, time

from django.core.management import call_command

from benchmarks.database import execute, rows, step
from providers.demo.loading import seed
from providers.demo.looks import WITH_LOOKS
from providers.demo.progress import DemoProgress
from providers.directory.models import PracticeLocation, Provider

SEED = 1
DAY = date(2026, 11, 2)  # a Monday. Nothing expires between two runs: every engine is told that it is this noon
NOW = datetime.combine(DAY, time(17), tzinfo=UTC)  # noon in New York
TABLES = (
    "directory_provider", "directory_practicelocation", "directory_license", "directory_offering",
    "directory_weeklyhours", "screening_screeningcase", "screening_screeningcheck", "exclusions_exclusionhit",
)  # fmt: skip


def prepare(locations: int) -> dict[str, float]:
    """Bring tables and directory up to date. Returns the seconds each step took when it was done."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_catalog", verbosity=0)
    return {
        "directory": step("directory", lambda: fill(locations)),
        "statistics": step("statistics", lambda: execute("VACUUM (FREEZE, ANALYZE)")),
    }


def fill(locations: int) -> None:
    """Add providers until there are enough locations. Goes on where a stopped run was.

    Triggers and foreign-key checks are off but for the first ones, whose looks the ledger's triggers number: what is
    written is whole by construction, and a change log of the first load would be read by nobody.
    """
    execute("SET synchronous_commit = off")
    _add(min(WITH_LOOKS, locations))
    execute("SET session_replication_role = replica")
    while (there := PracticeLocation.objects.count()) < locations:
        providers = Provider.objects.count()
        _add(providers + max(200, int((locations - there) * providers / there)))
    execute("SET session_replication_role = DEFAULT", "SET synchronous_commit = on")


def _add(wanted: int) -> None:
    progress = DemoProgress(wanted, "providers", sys.stderr, start=Provider.objects.count())
    seed(providers=wanted, seed=SEED, on=DAY, tell=progress.show)


def sizes() -> dict[str, int]:
    """Rows of each table that matching reads."""
    return {table: int(rows(f"SELECT count(*) FROM {table}")[0][0]) for table in TABLES}
