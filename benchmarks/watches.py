"""`python -m benchmarks.watches [WATCHES]`: what one change of the directory costs while 100,000 people watch it.

Watches of searches as `benchmarks.intakes` draws them, in ten metros, over the demonstration directory. One provider
at a time is looked at, as after a change of theirs: as if they had just joined, so that everybody whom they suit is
written down, and once more with nothing new. Wall time, and CPU time of this process and its database session. Before
that every answer is held to two others: all watches asked at once by the index's arrays, and the engine asked about
each of a sample. DATABASE_URL names the server; the database is our own.
"""

import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from benchmarks.measure import CpuClock

SEED = 20261129
USUAL = 100_000
METROS = ("10001", "90012", "60601", "75201", "77002", "33130", "19103", "20001", "30303", "02108")
SPREAD = 0.35  # degrees around its middle, where a metro's watchers live
LOOKS = 100
ALL_AT_ONCE = 20  # providers whose answer is compared with that of all watches
BY_ENGINE = (5, 2_000)  # providers, watches
BUDGET_MS = 50


def main(argv: list[str]) -> int:
    watches = int(argv[0]) if argv else USUAL
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    from benchmarks import database

    database.use("watches")
    import django

    django.setup()
    from benchmarks import directory

    directory.prepare(10_000)
    run(watches)
    return 0


def run(count: int) -> None:
    from benchmarks.database import execute
    from benchmarks.report import heading, table
    from matching.watches.models import Watch

    rng = Random(SEED)
    if (there := Watch.objects.count()) < count:  # goes on where a stopped run was
        _fill(Random(f"{SEED} {there}"), there, count)
        execute("VACUUM (ANALYZE) watches_watch, watches_watchchoice")
    providers = _providers(rng)
    pairs = verify(providers)
    heading(f"{count:,} live watches in ten metros, one change of the directory at a time ({LOOKS} of them)")
    rows = [_row(name, taken) for name, taken in _measured(providers).items()]
    table(("What", "wall ms p50", "p99", "most", "CPU ms p50", "p99"), rows)
    load = os.getloadavg()[0]
    print(
        f"  {pairs:,} pairs compared, all equal. {os.cpu_count()} cores, load {load:.1f}, {platform.processor() or ''}"
    )
    print(f"  Budget: {BUDGET_MS} ms a change.")


Taken = tuple[float, float]  # wall, CPU ms


def _row(name: str, taken: Sequence[Taken]) -> list[str]:
    wall, cpu = (sorted(column) for column in zip(*taken, strict=True))
    at = [_share(wall, 0.5), _share(wall, 0.99), wall[-1], _share(cpu, 0.5), _share(cpu, 0.99)]
    return [name, *(f"{value:.1f}" for value in at)]


def _share(in_order: Sequence[float], share: float) -> float:
    return in_order[min(len(in_order) - 1, int(len(in_order) * share))]


# --- Watches, drawn ---------------------------------------------------------------------------------------------------
def _fill(rng: Random, there: int, count: int) -> None:
    from django.utils import timezone

    from benchmarks.database import rows
    from matching.watches.models import Watch, WatchChoice

    now = timezone.now()
    middles = _metros()
    choices = {(tuple(one.areas), tuple(one.concerns)): one.pk for one in WatchChoice.objects.all()}
    for start in range(there, count, 5_000):
        askers = rows(ASKERS, min(5_000, count - start))
        Watch.objects.bulk_create(_watch(rng, asker, middles, choices, now) for (asker,) in askers)


ASKERS = """INSERT INTO consultations_asker (created_at, updated_at, paper_code, language)
    SELECT now(), now(), 'x', 'en' FROM generate_series(1, %s) RETURNING id"""


def _metros() -> list[tuple[str, float, float, str]]:
    from providers.directory.geocoding.zip_codes import zip_place

    places = [zip_place(zip_code) for zip_code in METROS]
    return [(place.zip_code, place.latitude, place.longitude, place.time_zone) for place in places]


def _watch(rng: Random, asker_id: int, middles: list, choices: dict, now: object) -> object:
    from datetime import timedelta

    from benchmarks.intakes import RADII, WISHES
    from matching.engine import Slot
    from matching.watches.enums import LASTS
    from matching.watches.models import Watch, WatchChoice

    zip_code, latitude, longitude, zone = rng.choice(middles)
    chosen = _drawn_choice(rng)
    if chosen not in choices:
        choices[chosen] = WatchChoice.objects.create(areas=list(chosen[0]), concerns=list(chosen[1])).pk
    slots = sorted(rng.sample(list(Slot), rng.choice((1, 2))) if rng.random() < 0.4 else ())
    limited = rng.random() < 0.6
    return Watch(
        kind="search",
        state="live",
        how_often="weekly" if rng.random() < 0.4 else "at_once",
        asker_id=asker_id,
        language="en",
        choice_id=choices[chosen],
        zip_code=zip_code,
        latitude=latitude + rng.uniform(-SPREAD, SPREAD),
        longitude=longitude + rng.uniform(-SPREAD, SPREAD),
        radius_miles=rng.choices(list(RADII), list(RADII.values()))[0],
        max_price=max(20, round(rng.lognormvariate(5.75, 0.3) / 25) * 25) if limited else None,
        slots=slots,
        slots_required=bool(slots) and rng.random() < 0.4,
        musts=[rng.choice(WISHES)] if rng.random() < 0.25 else [],
        time_zone=zone,
        answers_hash=uuid4().hex,
        asked_at=now,
        confirmed_at=now,
        ends_at=now + LASTS - timedelta(days=1),  # type: ignore[operator]
        looked_at=now,
    )


def _drawn_choice(rng: Random) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """As benchmarks.intakes draws what is asked: both for 60 of 100, areas alone for 25, one concern alone for 15."""
    from benchmarks.intakes import POPULAR_AREAS
    from matching.search.assembly import services_asked_for

    global SERVICES
    SERVICES = SERVICES or services_asked_for()
    names = sorted({service.area for service in SERVICES})
    kind = rng.choices(("both", "areas", "concern"), (60, 25, 15))[0]
    weights = [POPULAR_AREAS.get(name, 1) for name in names]
    areas = {name for _ in range(rng.choice((1, 1, 1, 2))) for name in rng.choices(names, weights)}
    treated = sorted({service.concern for service in SERVICES if kind == "concern" or service.area in areas})
    if kind == "areas":
        return tuple(sorted(areas)), ()
    concerns = rng.sample(treated, 1 if kind == "concern" else min(len(treated), rng.choice((1, 1, 2))))
    return (() if kind == "concern" else tuple(sorted(areas))), tuple(sorted(concerns))


SERVICES: list = []


# --- Looks ------------------------------------------------------------------------------------------------------------
def _providers(rng: Random) -> list[int]:
    """Of the metros, whom patients see."""
    from benchmarks.directory import NOW
    from matching.engine import bounding_box
    from matching.snapshots.candidate_rows import in_box
    from providers.listing.listed import listed_places

    found: set[int] = set()
    for _zip, latitude, longitude, _zone in _metros():
        near = listed_places(on=NOW).filter(in_box(bounding_box(latitude, longitude, 25)), accepting_patients=True)
        found |= set(near.values_list("provider_id", flat=True))
    return rng.sample(sorted(found), min(LOOKS, len(found)))


def verify(providers: Sequence[int]) -> int:
    """Raise AssertionError where answers differ. Returns how many pairs were compared."""
    from benchmarks.directory import NOW
    from matching.snapshots.export import listings_of
    from matching.watches.looking.reach import all_searches, suited
    from providers.directory.models import PracticeLocation

    everyone, compared = all_searches(), 0
    for place, provider in enumerate(providers[:ALL_AT_ONCE]):
        places = list(PracticeLocation.objects.filter(provider=provider).values_list("pk", flat=True))
        facts = listings_of(places)
        found = suited(facts, on=NOW)
        assert found == suited(facts, on=NOW, searches=everyone), f"provider {provider}"
        if place < BY_ENGINE[0]:
            _by_engine(places, found)
        compared += len(found)
    assert compared, "nobody suits anybody: nothing was compared"
    return compared


def _by_engine(places: list[int], found: set[tuple[int, int]]) -> None:
    """A sample that holds some of those who were found."""
    from benchmarks.directory import NOW
    from matching import engine
    from matching.search.assembly import candidates_at
    from matching.watches.answers import requirements_of_watch
    from matching.watches.models import Watch

    named = sorted(watch for watch, _provider in found)[: BY_ENGINE[1] // 2]
    others = Watch.objects.exclude(pk__in=named).order_by("answers_hash").values_list("pk", flat=True)
    sample = [*named, *others[: BY_ENGINE[1] - len(named)]]
    for watch in Watch.objects.filter(pk__in=sample).select_related("choice"):
        wanted = requirements_of_watch(watch, on=NOW)
        fits = any(not engine.failures(wanted, one) for one in candidates_at(places, wanted, on=NOW))
        assert fits == any(pair[0] == watch.pk for pair in found), f"watch {watch.pk}"


def _measured(providers: Sequence[int]) -> dict[str, list[Taken]]:
    """In turns, so that the machine weighs on all alike."""
    from django.db import connection

    from benchmarks.directory import NOW
    from benchmarks.measure import CpuClock
    from matching.watches.looking.changes import look_at
    from matching.watches.models import Watch, WatchSighting

    connection.ensure_connection()
    clock = CpuClock([connection.connection.info.backend_pid])

    def least() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    taken: dict[str, list[Taken]] = {"somebody joins": [], "a change, nothing new": [], "SELECT 1": []}
    news = []
    look_at(providers[:1], now=NOW)  # statements are written once in a process
    for provider in providers:
        works = {"SELECT 1": least} | dict.fromkeys(
            ("somebody joins", "a change, nothing new"), partial(look_at, [provider], now=NOW)
        )
        WatchSighting.objects.filter(provider=provider).delete()
        for name in ("SELECT 1", "somebody joins", "a change, nothing new"):
            taken[name].append(_milliseconds(clock, works[name]))
        news.append(WatchSighting.objects.filter(provider=provider).count())
        Watch.objects.filter(mail_due_at__isnull=False).update(mail_due_at=None)
    WatchSighting.objects.all().delete()
    print(f"  Who joins suits {sorted(news)[len(news) // 2]:,} watches (median), {max(news):,} at most.")
    return taken


def _milliseconds(clock: "CpuClock", work: Callable[[], object]) -> Taken:
    from django.db import transaction

    def whole() -> None:
        with transaction.atomic():
            work()

    start = time.perf_counter()
    cpu = clock.milliseconds(whole)
    return (time.perf_counter() - start) * 1000, cpu


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
