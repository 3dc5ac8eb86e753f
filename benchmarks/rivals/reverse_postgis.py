"""Which open intakes many listings suit, asked of PostGIS: one statement over a table of each."""

from collections.abc import Sequence

from benchmarks.database import execute, rows
from benchmarks.directory import NOW
from benchmarks.rivals import asked_table
from benchmarks.rivals.asked_table import column
from matching.engine import Requirements
from matching.engine.geography import EARTH_RADIUS_MILES, STEPS_PER_MILE
from matching.index.local_days import day_number
from matching.search.enums import RADIUS_CHOICES

NAME = "PostGIS, boxes in GiST"
NAME_POINTS = "PostGIS, ST_DWithin"
TABLE, CHANGED = "benchmark_open_intake", "benchmark_changed_listing"


def prepare(intakes: Sequence[Requirements]) -> None:
    """Two ways. Each intake's circle as a box: a listing then meets only the boxes that it lies in, whatever their
    sizes. And what one would write first, a point: ST_DWithin has to look as far as the widest circle of all."""
    asked_table.write(TABLE, intakes)
    execute(
        f"ALTER TABLE {TABLE} ADD COLUMN reach geometry(Polygon, 4326)",
        f"UPDATE {TABLE} SET reach = ST_MakeEnvelope(q_west, q_south, q_east, q_north, 4326)",
        f"CREATE INDEX ON {TABLE} USING gist (reach)",
        f"ALTER TABLE {TABLE} ADD COLUMN point geography(Point)",
        f"UPDATE {TABLE} SET point = ST_SetSRID(ST_MakePoint(q_longitude, degrees(q_phi)), 4326)::geography",
        f"CREATE INDEX ON {TABLE} USING gist (point)",
        f"VACUUM (FULL, FREEZE, ANALYZE) {TABLE}",
    )


def listings(count: int) -> list[int]:
    """Some that are listed on the day in every zone, the same at each run, put into a table. Where there are many
    providers there are many of these."""
    today = day_number(NOW.date())
    execute(
        f"DROP TABLE IF EXISTS {CHANGED}",
        f"""CREATE TABLE {CHANGED} AS SELECT location, min(latitude) AS latitude, min(longitude) AS longitude,
            min(traits) AS traits, min(slots) AS slots, array_agg(code) AS codes, array_agg(price) AS prices
        FROM benchmark_read_model WHERE location IN (
            SELECT location FROM (
                SELECT DISTINCT location FROM benchmark_read_model WHERE first_day < {today} AND last_day > {today}
            ) AS every ORDER BY md5(location::text) LIMIT {int(count)}
        ) GROUP BY location""",
        f"ANALYZE {CHANGED}",
    )
    return [location for (location,) in rows(f"SELECT location FROM {CHANGED} ORDER BY location")]


HERE = "ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)"
IN_BOXES = f"reach && {HERE}"
WITHIN = f"ST_DWithin(point, {HERE}::geography, {max(RADIUS_CHOICES) * 1609.4}, false)"


def all_suited(near: str = IN_BOXES) -> list[tuple[int, int]]:
    """(location, number of an intake whose needs it meets), ascending. `near` finds those that may be near enough."""
    q = column
    miles = (
        f"round(2 * {EARTH_RADIUS_MILES}::float8 * asin(sqrt(least(1.0::float8, "
        f"sin((radians(latitude) - {q('phi')}) / 2) ^ 2 + {q('cos_phi')} * cos(radians(latitude))"
        f" * sin(radians(longitude - {q('longitude')}) / 2) ^ 2))) * {STEPS_PER_MILE}) / {STEPS_PER_MILE}"
    )
    return rows(f"""
    SELECT location, id FROM {CHANGED} CROSS JOIN LATERAL (
      SELECT id FROM {TABLE}
      WHERE {near}
        AND (traits & {q("musts")}) = {q("musts")}
        AND (NOT {q("slots_required")} OR (slots & {q("slots")}) <> 0)
        AND {miles} <= {q("radius")}
        AND (SELECT count(*) = {q("count")} AND sum(price) <= {q("limit")} FROM (
            SELECT CASE WHEN choice THEN min(price) ELSE max(price) END AS price
            FROM unnest({q("codes")}, {q("clusters")}, {q("choices")}, {q("needed")})
                AS asked (code, cluster, choice, needed)
            JOIN unnest({CHANGED}.codes, {CHANGED}.prices) AS offered (code, price) USING (code)
            GROUP BY cluster, choice, needed HAVING choice OR count(*) = needed) AS parts)
    ) AS suited ORDER BY location, id""")
