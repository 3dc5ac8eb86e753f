"""Whether the PostGIS rival can be had here, and its column and index."""

import os
from ctypes.util import find_library

import psycopg2
from django.db import connections

from benchmarks.database import execute, step


def absent() -> str:
    """Why not, in words; empty when it can. Before Django is set up: the answer decides on the settings."""
    if why := _libraries_missing() or _extension_missing():
        return why
    os.environ["BENCHMARK_POSTGIS"] = "1"
    return ""


def _libraries_missing() -> str:
    missing = [name for name in ("gdal", "geos_c") if find_library(name) is None]
    return f"libraries that GeoDjango needs are missing here: {', '.join(missing)}" if missing else ""


def _extension_missing() -> str:
    server = psycopg2.connect(os.environ["DATABASE_URL"])
    try:
        with server, server.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    except psycopg2.Error as error:
        return f"the server has no PostGIS: {str(error).splitlines()[0][:90]}"
    finally:
        server.close()
    return ""


def version() -> str:
    with connections["geo"].cursor() as cursor:
        cursor.execute("SELECT postgis_lib_version()")
        return str(cursor.fetchone()[0])


def prepare() -> float:
    """Give each location a point, with the index a developer would make."""
    return step("PostGIS points and GiST index", _add_points)


def _add_points() -> None:
    execute(
        "ALTER TABLE directory_practicelocation ADD COLUMN IF NOT EXISTS point geography(Point) "
        "GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geography) STORED",
        "CREATE INDEX IF NOT EXISTS benchmark_location_by_point ON directory_practicelocation USING gist (point)",
        "VACUUM (FREEZE, ANALYZE) directory_practicelocation",
    )
