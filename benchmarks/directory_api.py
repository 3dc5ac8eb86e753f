"""`python -m benchmarks.directory_api [PLACES]`: what an answer of the directory's API takes, gate and Django included.

The demonstration directory, published by the publisher itself, asked through the whole stack of middleware in this
process: ten kinds of question, each many times with other values. Wall time, and CPU time of this process and its
database session. Before that, a sample of answers is held to the database's own word on who is listed. DATABASE_URL
names the server; the database is our own. Above the usual size it is the usual one and copies of it (multiplied.py).
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from django.test import Client

SEED = 20261130
USUAL = 10_000
ASKED = 60
BUDGET_MS = 30
R4 = "/fhir/r4"


def main(argv: list[str]) -> int:
    places = int(argv[0]) if argv else USUAL
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    os.environ.setdefault("DEMO", "1")
    from benchmarks import database

    database.use(f"directory_api_{min(places, USUAL)}")
    import django

    django.setup()
    from django.conf import settings

    from benchmarks import directory

    settings.DEMO = True  # made-up people are published by a demonstration alone
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.startswith("zeal")]  # of tests alone
    directory.prepare(min(places, USUAL))
    database.step("publish", publish)
    if places > USUAL:
        grow(places)
    run()
    return 0


def publish() -> None:
    from benchmarks.database import execute
    from benchmarks.directory import NOW
    from matching.directory_api.services.publishing import publish_changes

    start = time.monotonic()
    written = publish_changes(now=NOW)
    print(f"  {written:,} entries published in {time.monotonic() - start:,.1f} s")
    execute("VACUUM (ANALYZE)")


def grow(places: int) -> None:
    """Go over to a database with so many listed places, or a few more."""
    from benchmarks import database, multiplied
    from matching.directory_api.models import PublishMark

    times = -(-places // PublishMark.objects.get().live["Location"])
    database.go_on_in_copy(f"directory_api_{places}")
    database.step("copies", lambda: multiplied.multiply(times))


def run() -> None:
    import time_machine

    from benchmarks.directory import NOW

    with time_machine.travel(NOW, tick=True):
        _run()


def _run() -> None:
    from django.db import connection
    from django.test import Client

    from benchmarks.measure import CpuClock
    from benchmarks.report import heading, table
    from matching.directory_api import http
    from matching.directory_api.models import DirectoryEntry, PublishMark

    http.LIMITED = False  # the count of each request stays
    client, rng = Client(), Random(SEED)
    live = PublishMark.objects.get().live
    verify(client)
    connection.ensure_connection()
    clock = CpuClock([connection.connection.info.backend_pid])
    names = "; ".join(f"{count:,} {name}" for name, count in live.items())
    heading(f"A page of 20 at {live['Location']:,} places ({names})")
    rows = []
    for name, draw in QUESTIONS.items():
        for warm in range(3):
            client.get(draw(rng))
            del warm
        rows.append([name, *_measured(clock, client, draw, rng)])
    table(("Question", "wall ms p50", "p95", "most", "CPU ms p50", "p95"), rows)
    load = os.getloadavg()[0]
    print(f"  {ASKED} of each. {os.cpu_count()} cores, load {load:.1f}. Budget: {BUDGET_MS} ms for p95.")
    print(f"  {DirectoryEntry.objects.count():,} entries.")


def _measured(clock: Any, client: "Client", draw: Callable[[Random], str], rng: Random) -> list[str]:
    wall, cpu = [], []
    for _each in range(ASKED):
        path = draw(rng)
        start = time.perf_counter()
        cpu.append(clock.milliseconds(lambda path=path: _ask(client, path)))
        wall.append((time.perf_counter() - start) * 1000)
    wall.sort()
    cpu.sort()
    at = [wall[ASKED // 2], wall[int(ASKED * 0.95)], wall[-1], cpu[ASKED // 2], cpu[int(ASKED * 0.95)]]
    return [f"{value:.1f}" for value in at]


def _ask(client: "Client", path: str) -> None:
    status = client.get(path).status_code
    assert status == 200, (status, path)


def verify(client: "Client") -> None:
    """Raise AssertionError where what is answered is not what is listed."""
    from django.utils import timezone

    from matching.directory_api.facts import published_places
    from matching.directory_api.models import DirectoryEntry

    listed = set(published_places(now=timezone.now()).values_list("pk", flat=True))
    there = dict(DirectoryEntry.objects.filter(kind=3).values_list("public_id", "source"))
    seen, path = set(), f"{R4}/Location?_count=100"
    while path and len(seen) < 2000:
        bundle = client.get(path).json()
        seen |= {entry["resource"]["id"] for entry in bundle.get("entry", ())}
        path = next((link["url"].partition(R4)[2] for link in bundle["link"] if link["relation"] == "next"), "")
        path = f"{R4}{path}" if path else ""
    assert {there[UUID(each)] for each in seen} <= listed
    print(f"  {len(seen):,} places answered, all of them listed")


def _cities() -> Iterator[tuple[float, float]]:
    yield from ((40.71, -74.0), (34.05, -118.24), (41.88, -87.63), (29.76, -95.37), (25.77, -80.19), (32.78, -96.8))


PLACES = list(_cities())
AREAS = ("face", "neck", "scalp", "hands")
NAMES = ("ma", "jo", "an", "be", "wil", "gar", "smi", "lee")


def _read(rng: Random) -> str:
    from matching.directory_api.models import DirectoryEntry

    global IDS
    if not IDS:
        IDS = list(
            DirectoryEntry.objects.filter(kind=2, gone_at=None).order_by("?").values_list("public_id", flat=True)[:500]
        )
    return f"{R4}/PractitionerRole/{rng.choice(IDS)}"


def _deep(rng: Random) -> str:
    """A page in the middle, by a cursor of our own making."""
    from matching.directory_api.asking import cursor
    from matching.directory_api.asking.cursor import After
    from matching.directory_api.asking.terms import SearchTerms
    from matching.directory_api.kinds import EntryKind
    from matching.directory_api.models import DirectoryEntry

    most = DirectoryEntry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    query = cursor.query_hash(SearchTerms(kind=EntryKind.PLACE))
    return f"{R4}/Location?_cursor={cursor.write(After(0, rng.randrange(most // 2)), order='_id', query=query)}"


def _near(rng: Random, kilometers: int, more: str = "", kind: str = "Location") -> str:
    latitude, longitude = rng.choice(PLACES)
    latitude, longitude = round(latitude + rng.uniform(-0.3, 0.3), 4), round(longitude + rng.uniform(-0.3, 0.3), 4)
    name = "near" if kind == "Location" else "location.near"
    return f"{R4}/{kind}?{name}={latitude}%7C{longitude}%7C{kilometers}%7Ckm{more}"


IDS: list = []
ALONG = "&_include=PractitionerRole:practitioner&_include=PractitionerRole:location"
QUESTIONS: dict[str, Callable[[Random], str]] = {
    "read by id": _read,
    "a page in the middle": _deep,
    "a page of services": lambda rng: f"{R4}/HealthcareService",
    "one treatment": lambda rng: f"{R4}/HealthcareService?service-type={rng.choice(AREAS)}",
    "three codes": lambda rng: (
        f"{R4}/PractitionerRole?new-patients=true&role=ph&service.service-type={rng.choice(AREAS)}"
    ),
    "a name, two or three letters": lambda rng: f"{R4}/Practitioner?name={rng.choice(NAMES)}",
    "near, 10 km": lambda rng: _near(rng, 10),
    "near, 200 km": lambda rng: _near(rng, 200),
    "near, 40 km, a treatment, person and place along": lambda rng: _near(
        rng, 40, f"&service.service-type={rng.choice(AREAS)}{ALONG}", "PractitionerRole"
    ),
    "changed since": lambda rng: f"{R4}/Location?_lastUpdated=gt2026-11-02",
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
