"""At thousands of instants around a clinic's midnight, gate, table and index say the same of what ends.

`INSTANTS=300000` asks at that many, as goal G21 does, in each of which four places are asked.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import connection

from matching.engine import Requirements
from matching.index import build
from matching.index.asking import ask
from matching.index.judging import _is_listed
from matching.search.assembly import requirements_for
from matching.snapshots.export import listings_of
from providers.directory.models import License, PracticeLocation
from providers.directory.us import TIME_ZONES
from providers.listing import gate
from providers.listing.reading import facts_of
from providers.listing.reasons import why_not
from providers.screening.models import ScreeningCase, ScreeningCheck
from tests.architecture.access.asking import undone
from tests.factories.matching import make_intake
from tests.factories.providers import make_listed_location, make_location, make_offering
from tests.factories.treatments import make_area_concern
from tests.rewriting import history_rewritten
from tests.rules import limit_rule

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

INSTANTS = int(os.environ.get("INSTANTS", "3400"))
YEARS = range(2026, 2038)  # as far as clocks' changes are written down
BEGINS, FAR = date(2025, 12, 1), date(2039, 12, 31)
ENDS = ("license", "approval", "check", "rule")
DAY, SECOND, TICK = timedelta(days=1), timedelta(seconds=1), timedelta(microseconds=1)
EDGES = (-DAY, -3600 * SECOND, -SECOND, -TICK, timedelta(), TICK, SECOND, 3600 * SECOND, DAY)
EACH_DAY = 25  # instants around one midnight in one zone
PROVIDERS = PracticeLocation.objects.values_list("provider", flat=True)
Asked = tuple[str, datetime, bool]  # zone, instant, and whether the last day is not over there

# The gate's own statement, asked of many places at many instants at once
GATE = """
SELECT asked.number, array_agg(let_in.id)
FROM unnest(%s::int[], %s::text[], %s::timestamptz[]) AS asked (number, zone, instant)
JOIN (SELECT time_zone, array_agg(id) AS ids FROM directory_practicelocation GROUP BY time_zone) AS places
  ON places.time_zone = asked.zone
CROSS JOIN LATERAL ({gate}) AS let_in (id)
GROUP BY asked.number
"""


def clocks_change(zone: ZoneInfo) -> list[date]:
    """The days on which they do."""
    days = (date(YEARS[0], 1, 1) + number * DAY for number in range(366 * len(YEARS)))
    return [day for day in days if _offset(day, zone) != _offset(day + DAY, zone)]


def _offset(day: date, zone: ZoneInfo) -> timedelta | None:
    return datetime.combine(day, time(), zone).utcoffset()


def last_days(drawn: Random) -> Iterator[date]:
    """Days on which clocks change in the most of zones, and those before; ends of years and of February; then any."""
    for day in clocks_change(ZoneInfo("America/New_York")):
        yield from (day, day - DAY)
    for year in YEARS:
        yield from (date(year, 12, 31), date(year, 3, 1) - DAY)
    while True:
        yield date(YEARS[0], 1, 1) + drawn.randrange(366 * len(YEARS) - 40) * DAY


def make_places() -> dict[str, dict[str, int]]:
    """What ends -> zone -> a place with nothing else that ends."""
    area_concern, places = make_area_concern(), {}
    for ending in ENDS:
        state = {"state": "NV"} if ending == "rule" else {}
        first = make_listed_location(
            now=datetime.combine(BEGINS, time(12), UTC), area_concerns=[area_concern], time_zone=TIME_ZONES[0], **state
        )
        places[ending] = {TIME_ZONES[0]: first.pk}
        for zone in TIME_ZONES[1:]:
            place = make_location(first.provider, time_zone=zone, confirmed_on=BEGINS, **state)
            make_offering(place, area_concern)
            places[ending][zone] = place.pk
    return places


def let_end(places: dict[str, dict[str, int]], last_day: date) -> None:
    """The license of one, the approval of the next, a check of the third, the rule of the state of the fourth."""
    of = {ending: {"provider__locations": there[TIME_ZONES[0]]} for ending, there in places.items()}
    cases = ScreeningCase.objects.filter(**of["check"])
    with history_rewritten():
        PracticeLocation.objects.update(confirmed_on=last_day)
        License.objects.update(expires_on=FAR)
        ScreeningCase.objects.update(approved_from=BEGINS, approved_until=FAR)
        ScreeningCheck.objects.update(good_until=FAR)
        License.objects.filter(**of["license"]).update(expires_on=last_day)
        ScreeningCase.objects.filter(**of["approval"]).update(approved_until=last_day)
        ScreeningCheck.objects.filter(case__in=cases, kind="npi").update(good_until=last_day)
    profession = License.objects.filter(**of["rule"]).values_list("profession", flat=True).get()
    limit_rule("NV", profession, first=date(2000, 1, 1), last=last_day)


def instants_around(last_day: date, drawn: Random) -> Iterator[Asked]:
    for zone in TIME_ZONES:
        midnight = datetime.combine(last_day + DAY, time(), ZoneInfo(zone)).astimezone(UTC)
        some = (timedelta(microseconds=drawn.randint(-2 * 86_400_000_000, 2 * 86_400_000_000)) for _ in range(EACH_DAY))
        for beside in islice((*EDGES, *some), EACH_DAY):
            yield zone, midnight + beside, beside < timedelta()


def let_in_by_gate(asked: list[Asked]) -> dict[int, set[int]]:
    sql = GATE.format(gate=gate._statement("places.ids", "asked.instant"))
    zones, instants, _still = zip(*asked, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(range(len(asked))), list(zones), list(instants)])
        return {number: set(ids) for number, ids in cursor.fetchall()}


def contradictions(places: dict[str, dict[str, int]], asked: list[Asked], search: Requirements) -> list[object]:
    """Where one of the three says otherwise than the calendar."""
    by_gate = let_in_by_gate(asked)
    facts = {one.location_id: one for one in facts_of(list(PROVIDERS.distinct()))}
    snapshot = build(listings_of(None))
    here = {zone: {one[zone] for one in places.values()} for zone in TIME_ZONES}
    rows = {zone: np.flatnonzero(np.isin(snapshot.location_id, list(ids))) for zone, ids in here.items()}
    found = []
    for number, (zone, instant, still) in enumerate(asked):
        query, row = ask(snapshot, replace(search, on=instant)), rows[zone]
        by_index = set(snapshot.location_id[row[_is_listed(snapshot, query, row)]].tolist())
        by_table = {place for place in here[zone] if not why_not(facts[place], on=instant)}
        said = by_gate.get(number, set()), by_table, by_index
        if said != ((here[zone] if still else set()),) * 3:
            found.append((zone, instant, still, said))
    return found


def test_what_ends_ends_at_the_clinics_midnight_whoever_is_asked(now):
    places, drawn = make_places(), Random(21)
    search = requirements_for(make_intake(now=now, max_price=None, radius_miles=50), on=now)
    days, left = last_days(drawn), INSTANTS
    while left > 0:
        last_day = next(days)
        asked = list(instants_around(last_day, drawn))[:left]
        left -= len(asked)
        with undone():  # or each day's rows would be read by all that follow
            let_end(places, last_day)
            assert contradictions(places, asked, search) == [], last_day
