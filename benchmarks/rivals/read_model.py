"""The strongest rival: a table made for this search alone, one row for each offering, and one statement.

Whatever does not depend on the search is worked out when the table is built; its covering index is in the order of the
search (service, tenth of a degree of latitude, longitude), so that a circle is a few index ranges. Statements are
prepared once a session with a generic plan: planning anew cost as much as a small search.

It is a copy, and nothing here keeps it in step with the truth: that would cost triggers, which are not counted.
"""

import math
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet

from benchmarks.database import execute, step
from benchmarks.rivals.clusters import clusters_of
from benchmarks.rivals.scoring import LOCATIONS_EACH, TOP
from matching.engine import CURRENT, Factor, Requirements, Slot, bounding_box
from matching.engine.factors import FAR_DAYS, HALF_EXPERIENCE, SOON_DAYS, UNTOLD_MILES, USUAL_DAYS, cost_scale
from matching.engine.geography import EARTH_RADIUS_MILES, STEPS_PER_MILE
from providers.directory.models import Offering
from providers.directory.models.location import OPENING_GOOD_FOR
from providers.directory.models.offering import PRICE_MAX
from providers.directory.offered import offered
from providers.directory.traits import TRAITS, WISH_CODES, Trait
from providers.directory.us import TIME_ZONES
from providers.listing.listed import standing_places
from providers.listing.proven import stretches_of

NAME = "SQL read model"
BANDS_PER_DEGREE: Final = 10
BIT: Final = {code: 1 << place for place, code in enumerate(WISH_CODES)}
SLOT_BIT: Final = {slot: 1 << place for place, slot in enumerate(Slot)}
NO_LIMIT: Final = PRICE_MAX * 100
PACK: Final = 1_000_000


# --- Build ------------------------------------------------------------------------------------------------------------
def prepare() -> float:
    """Made again when its definition changed, so that a changed rule of listing is in it."""
    letters = "".join(sorted(_rows()))  # sorted, as the ORM writes a set in any order
    definition = f"read model {sha256(letters.encode()).hexdigest()[:8]}"
    return step(definition, lambda: (create(), execute("VACUUM (FREEZE, ANALYZE) benchmark_read_model")))


def create() -> None:
    execute(
        "DROP TABLE IF EXISTS benchmark_read_model",
        f"CREATE TABLE benchmark_read_model AS {_rows()}",
        "CREATE INDEX benchmark_read_model_covers ON benchmark_read_model (code, band, longitude) INCLUDE (latitude, "
        "zip_middle, price, done, location, provider, fee, traits, slots, zone, first_day, last_day, opening_at, "
        "opening_day, opening_slot, second_at, second_day, second_slot, confirmed_day)",
    )


def _rows() -> str:
    zones = ", ".join(f"'{zone}'" for zone in TIME_ZONES)
    return f"""
    WITH listed AS MATERIALIZED (
        SELECT DISTINCT ON (location_id) * FROM ({_stretches()}) AS each (location_id, first_day, last_day)
        ORDER BY location_id, last_day DESC
    ), standing AS MATERIALIZED ({_standing()}
    ), open_in AS MATERIALIZED (
        SELECT location_id, bit_or({_slot_mask()}) AS slots FROM directory_weeklyhours GROUP BY 1
    )
    SELECT offering.area_concern_id::int2 AS code, floor(latitude * {BANDS_PER_DEGREE})::int2 AS band, longitude,
        latitude, placed_by = 'zip' AS zip_middle, price_per_session AS price, sessions_done AS done,
        location.id::int AS location, location.provider_id::int AS provider,
        CASE WHEN first_visit_fee_credited THEN -first_visit_fee ELSE first_visit_fee END AS fee,
        ({_trait_mask()}) AS traits,
        coalesce(slots, 0) AS slots, array_position(ARRAY[{zones}]::varchar[], time_zone) AS zone,
        listed.first_day - date '1970-01-01' AS first_day, listed.last_day - date '1970-01-01' AS last_day,
        extract(epoch FROM next_opening_at)::int8 AS opening_at,
        (next_opening_at AT TIME ZONE time_zone)::date - date '1970-01-01' AS opening_day,
        {_slot_of("next_opening_at AT TIME ZONE time_zone")} AS opening_slot,
        extract(epoch FROM second_opening_at)::int8 AS second_at,
        (second_opening_at AT TIME ZONE time_zone)::date - date '1970-01-01' AS second_day,
        {_slot_of("second_opening_at AT TIME ZONE time_zone")} AS second_slot,
        hours_confirmed_on - date '1970-01-01' AS confirmed_day
    FROM directory_offering AS offering
    JOIN directory_practicelocation AS location ON location.id = location_id
    JOIN directory_provider AS provider ON provider.id = location.provider_id
    JOIN listed ON listed.location_id = location.id
    JOIN standing ON standing.id = location.id
    LEFT JOIN open_in ON open_in.location_id = location.id
    WHERE offering.id IN ({_written(Offering.objects.filter(offered()).order_by().values("id"))}) AND accepting_patients
    ORDER BY 1, 2, 3"""


def _stretches() -> str:
    """The project's own rule, as SQL. One stretch a location is what the demonstration has."""
    return _written(stretches_of(lambda _field: Q()))


def _standing() -> str:
    return _written(standing_places().order_by().values("id"))


def _written(rows: QuerySet[Any, Any]) -> str:
    with connection.cursor() as cursor:
        return cursor.mogrify(*rows.query.sql_with_params()).decode()


def _slot_mask() -> str:
    def hour(days: str, start: str, end: str, slot: Slot) -> str:
        long_enough = f"least(closes, {end}) - greatest(opens, {start}) >= interval '1 hour'"
        return f"CASE WHEN {days} AND {long_enough} THEN {SLOT_BIT[slot]} ELSE 0 END"

    return " | ".join((
        hour("weekday < 5", "time '00:00'", "time '12:00'", Slot.WEEKDAY_MORNING),
        hour("weekday < 5", "time '12:00'", "time '17:00'", Slot.WEEKDAY_AFTERNOON),
        hour("weekday < 5", "time '17:00'", "time '23:59:59'", Slot.WEEKDAY_EVENING),
        hour("weekday = 5", "time '00:00'", "time '23:59:59'", Slot.SATURDAY),
        hour("weekday = 6", "time '00:00'", "time '23:59:59'", Slot.SUNDAY),
    ))  # fmt: skip


def _slot_of(local: str) -> str:
    """The bit of the slot in which a moment of the clinic's clock lies."""
    of_day = f"CASE WHEN ({local})::time < '12:00' THEN {SLOT_BIT[Slot.WEEKDAY_MORNING]} "
    of_day += f"WHEN ({local})::time < '17:00' THEN {SLOT_BIT[Slot.WEEKDAY_AFTERNOON]} "
    of_day += f"ELSE {SLOT_BIT[Slot.WEEKDAY_EVENING]} END"
    weekend = f"WHEN 6 THEN {SLOT_BIT[Slot.SATURDAY]} WHEN 7 THEN {SLOT_BIT[Slot.SUNDAY]}"
    return f"CASE extract(isodow FROM {local}) {weekend} ELSE {of_day} END"


def _trait_mask() -> str:
    facts = {code: _meets(trait) for code, trait in TRAITS.items()}
    spoken = {code: f"languages @> ARRAY['{code[7:]}']::varchar[]" for code in WISH_CODES if code.startswith("speaks:")}
    return " | ".join(f"CASE WHEN {fact} THEN {BIT[code]} ELSE 0 END" for code, fact in (facts | spoken).items())


def _meets(trait: Trait) -> str:
    values = ", ".join(f"'{value}'" for value in sorted(trait.met_by))
    return f"{trait.column.replace('__', '.')} IN ({values})"


# --- Search -----------------------------------------------------------------------------------------------------------
def top(requirements: Requirements) -> list[int]:
    """Ids of the best locations, each provider once."""
    with connection.cursor() as cursor:
        values = values_of(requirements)
        _prepare_once(cursor, values)
        cursor.execute(_call(shape_of(requirements)), values)
        seats: dict[int, int] = {}
        for location, provider in cursor.fetchall():
            seats.setdefault(provider, location)
    return list(seats.values())[:TOP]


def _call(shape: str) -> str:
    return f"EXECUTE benchmark_{shape} ({', '.join(['%s'] * len(PARAMETERS))})"


def shape_of(requirements: Requirements) -> str:
    """The less there is to group, the cheaper: one service, several of one cluster, several clusters."""
    clusters = clusters_of(requirements)
    if len(clusters) > 1:
        return "clusters"
    return "cluster" if len(clusters[0].codes) > 1 else "one"


def _prepare_once(cursor: Any, values: list[Any]) -> None:
    """Each is planned at its first answer. What that needs is then taken back: others plan in this session too."""
    session = connection.connection
    if session in _prepared:
        return
    cursor.execute("SET plan_cache_mode = force_generic_plan")
    cursor.execute("SET enable_seqscan = off")
    types = ", ".join(PARAMETERS.values())
    places = {name: f"${number}" for number, name in enumerate(PARAMETERS, start=1)}
    for shape in SHAPES:
        cursor.execute(f"PREPARE benchmark_{shape} ({types}) AS {statement(shape, places)}")
    for shape in SHAPES:
        cursor.execute(_call(shape), values)
    cursor.execute("RESET enable_seqscan")
    _prepared.add(session)


_prepared: set[Any] = set()
SHAPES: Final = ("one", "cluster", "clusters")

PARAMETERS: Final = {
    "codes": "int2[]", "clusters": "int2[]", "choices": "bool[]", "needed": "int2[]", "count": "int",
    "band_first": "int", "band_last": "int", "south": "float8", "north": "float8", "west": "float8", "east": "float8",
    "phi": "float8", "cos_phi": "float8", "longitude": "float8", "radius": "float8",
    "today": "int[]", "now": "int8", "musts": "int", "limit": "int", "slots": "int", "slots_required": "bool",
    "slots_asked": "float8", "wishes": "int", "wishes_asked": "float8",
    "cheap": "int", "dear": "int", "sessions": "int",
}  # fmt: skip


def values_of(requirements: Requirements) -> list[Any]:
    codes, clusters, choices, needed = [], [], [], []
    asked = clusters_of(requirements)
    for number, cluster in enumerate(asked):
        for code in cluster.codes:
            codes.append(code)
            clusters.append(number)
            choices.append(cluster.choice)
            needed.append(len(cluster.codes))
    box = bounding_box(requirements.latitude, requirements.longitude, requirements.radius_miles)
    phi = math.radians(requirements.latitude)
    days = [requirements.on.astimezone(ZoneInfo(zone)).date().toordinal() - 719_163 for zone in TIME_ZONES]
    limit = NO_LIMIT if requirements.max_price is None else requirements.max_price
    return [
        codes, clusters, choices, needed, len(asked),
        math.floor(box.south * BANDS_PER_DEGREE), math.floor(box.north * BANDS_PER_DEGREE),
        box.south, box.north, *box.sides,
        phi, math.cos(phi), requirements.longitude, requirements.radius_miles,
        days, int(requirements.on.timestamp()), _mask(BIT, requirements.musts), limit,
        _mask(SLOT_BIT, requirements.slots), requirements.slots_required, float(len(requirements.slots)),
        _mask(BIT, requirements.wishes), float(len(requirements.wishes)),
        *cost_scale(requirements), requirements.sessions_min,
    ]  # fmt: skip


def _mask(bits: dict[Any, int], codes: frozenset[Any]) -> int:
    return sum(bits[code] for code in codes)


def statement(shape: str, p: dict[str, str]) -> str:
    """The whole search. `p`: how each parameter is written: `$1` when prepared, a column when many are asked."""
    values = _values(p)
    priced = f"SELECT * FROM ({_near(p)}) AS near"
    if shape != "one":
        kept = ", ".join(f"min({name}) AS {name}" for name in ("provider", "counted", "fee", "opening", "wish"))
        best = f"min(price::int8 * {PACK} + ({PACK - 1} - least(done, {PACK - 1})))"
        priced = f"""SELECT location, {kept},
            CASE WHEN choice THEN {best} / {PACK} ELSE max(price) END AS price,
            CASE WHEN choice THEN {PACK - 1} - {best} % {PACK} ELSE min(done) END AS done
            FROM ({_near(p)}) AS near GROUP BY location, cluster, choice, needed
            HAVING choice OR count(*) = needed"""
    if shape == "clusters":
        kept = ", ".join(f"min({name}) AS {name}" for name in ("provider", "counted", "fee", "opening", "wish", "done"))
        priced = f"""SELECT location, {kept}, sum(price)::int8 AS price
            FROM ({priced}) AS parts GROUP BY location HAVING count(*) = {p["count"]}"""
    score = " + ".join(f"round({CURRENT.full(factor)} * {values[factor]})" for factor in Factor)
    better = ", ".join(f"{values[factor]} DESC" for factor in Factor)
    course = f"price * {p['sessions']} + greatest(0, fee, -fee - price)"
    return f"""SELECT location, provider FROM (
        SELECT *, {course} AS course FROM ({priced}) AS whole WHERE price <= {p["limit"]}
    ) AS courses ORDER BY {score} DESC, counted, {better}, provider, location LIMIT {LOCATIONS_EACH * TOP}"""


def _values(p: dict[str, str]) -> dict[Factor, str]:
    return {
        Factor.DISTANCE: f"greatest(0.0, 1.0 - counted / {p['radius']})",
        Factor.COST: f"CASE WHEN course <= {p['cheap']} THEN 1.0 WHEN course >= {p['dear']} THEN 0.0 "
        f"ELSE ({p['dear']} - course)::float8 / ({p['dear']} - {p['cheap']})::float8 END",
        Factor.OPENINGS: "opening",
        Factor.WISHES: "wish",
        Factor.EXPERIENCE: f"(done::float8 / (done + {HALF_EXPERIENCE})::float8)",
    }


def _near(p: dict[str, str]) -> str:
    """Offerings within reach that meet every need."""
    today = f"({p['today']})[zone]"
    miles = (
        f"round(2 * {EARTH_RADIUS_MILES}::float8 * asin(sqrt(least(1.0::float8, "
        f"sin((radians(latitude) - {p['phi']}) / 2) ^ 2 + {p['cos_phi']} * cos(radians(latitude))"
        f" * sin(radians(longitude - {p['longitude']}) / 2) ^ 2))) * {STEPS_PER_MILE}) / {STEPS_PER_MILE}"
    )
    days = (
        f"CASE WHEN {today} - confirmed_day > {OPENING_GOOD_FOR.days} OR confirmed_day IS NULL THEN {USUAL_DAYS} "
        f"WHEN opening_at >= {p['now']} AND opening_slot & {p['slots']} <> 0 THEN opening_day - {today} "
        f"WHEN second_at >= {p['now']} AND second_slot & {p['slots']} <> 0 THEN second_day - {today} "
        f"WHEN opening_at >= {p['now']} THEN opening_day - {today} "
        f"WHEN second_at >= {p['now']} THEN second_day - {today} ELSE {USUAL_DAYS} END"
    )
    soon = f"greatest(0.0::float8, least(1.0::float8, ({FAR_DAYS} - ({days}))::float8 / {FAR_DAYS - SOON_DAYS}))"
    met = "bit_count(({} & {})::bit(32)) / {}"
    in_slots = met.format("slots", p["slots"], p["slots_asked"])
    wishes = met.format("traits", p["wishes"], p["wishes_asked"])
    return f"""SELECT location, provider, price, done, fee, cluster, choice, needed,
            CASE WHEN zip_middle THEN greatest(miles, {UNTOLD_MILES}) ELSE miles END AS counted,
            CASE WHEN {p["slots_asked"]} = 0 THEN {soon} ELSE {in_slots} * (1.0::float8 + ({soon})) / 2 END AS opening,
            CASE WHEN {p["wishes_asked"]} = 0 THEN 1.0::float8 ELSE {wishes} END AS wish
        FROM unnest({p["codes"]}, {p["clusters"]}, {p["choices"]}, {p["needed"]})
            AS asked (asked_code, cluster, choice, needed)
        CROSS JOIN generate_series({p["band_first"]}, {p["band_last"]}) AS bands (asked_band)
        JOIN benchmark_read_model ON code = asked_code AND band = asked_band::int2
            AND longitude BETWEEN {p["west"]} AND {p["east"]}
        CROSS JOIN LATERAL (SELECT {miles} AS miles OFFSET 0) AS measured
        WHERE price <= {p["limit"]} AND (traits & {p["musts"]}) = {p["musts"]}
            AND (NOT {p["slots_required"]} OR (slots & {p["slots"]}) <> 0)
            AND {today} BETWEEN first_day AND last_day AND miles <= {p["radius"]}"""
