"""Builds us_zips.csv.gz from three public files and the map of time zones. Rerun only to renew the data.

    python -m providers.data.build_us_zips CENSUS.csv.gz GEONAMES_ZIPS.csv.gz GEONAMES_CITIES.csv us_zips.csv.gz

Needs `timezonefinder<6.6` (to build only; the site does not need it). README.md beside this file names sources and
licenses. The same input gives the same bytes. What was odd is printed, so that a person can judge it.
"""

import csv
import gzip
import io
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path
from typing import Final

from providers.us import STATES, TIME_ZONES

EARTH_MILES: Final = 3958.7613
FAR_APART_MILES: Final = 30.0  # beyond it the two sources cannot both mean the same ZIP
PEOPLE_PER_SQUARE_MILE: Final = 8000.0  # of a large US city; turns a population into a radius

# Three-digit prefixes of places that GeoNames' US file leaves out.
TERRITORIES: Final = {"006": "PR", "007": "PR", "008": "VI", "009": "PR"}
WAKE_ISLAND: Final = "96898"  # GeoNames says Hawaii: 2,300 miles and a day away
PACIFIC: Final = {"96799": "AS", "96950": "MP", "96951": "MP", "96952": "MP"}  # the rest of 969 is Guam

# Residents on April 1, 2020 (Census, decennial count, public domain). Sum: 331,449,281, checked below.
RESIDENTS: Final = {
    "AL": 5024279, "AK": 733391, "AZ": 7151502, "AR": 3011524, "CA": 39538223, "CO": 5773714, "CT": 3605944,
    "DE": 989948, "DC": 689545, "FL": 21538187, "GA": 10711908, "HI": 1455271, "ID": 1839106, "IL": 12812508,
    "IN": 6785528, "IA": 3190369, "KS": 2937880, "KY": 4505836, "LA": 4657757, "ME": 1362359, "MD": 6177224,
    "MA": 7029917, "MI": 10077331, "MN": 5706494, "MS": 2961279, "MO": 6154913, "MT": 1084225, "NE": 1961504,
    "NV": 3104614, "NH": 1377529, "NJ": 9288994, "NM": 2117522, "NY": 20201249, "NC": 10439388, "ND": 779094,
    "OH": 11799448, "OK": 3959353, "OR": 4237256, "PA": 13002700, "RI": 1097379, "SC": 5118425, "SD": 886667,
    "TN": 6910840, "TX": 29145505, "UT": 3271616, "VT": 643077, "VA": 8631393, "WA": 7705281, "WV": 1793716,
    "WI": 5893718, "WY": 576851,
}  # fmt: skip

Point = tuple[float, float]


@dataclass(slots=True)
class Place:
    zip_code: str
    point: Point
    city: str
    state: str
    lived_in: bool  # Census draws an area for it: not only post office boxes or one large building
    time_zone: str = ""
    people: float = 0.0


@dataclass(frozen=True, slots=True)
class City:
    name: str
    state: str
    point: Point
    people: int


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def miles(a: Point, b: Point) -> float:
    """Great-circle distance."""
    lat_a, lon_a, lat_b, lon_b = (math.radians(value) for value in (*a, *b))
    chord = math.sin((lat_a - lat_b) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_a - lon_b) / 2) ** 2
    return 2 * EARTH_MILES * math.asin(math.sqrt(chord))


def closeness_to(point: Point) -> Callable[[Point], float]:
    """A quick measure to find the nearest of many: the square of the distance on a flat map around `point`."""
    latitude, longitude = point
    narrowing = math.cos(math.radians(latitude)) ** 2
    return lambda other: (other[0] - latitude) ** 2 + narrowing * (other[1] - longitude) ** 2


# --- Reading --------------------------------------------------------------------------------------------------------
def census_points(path: str) -> dict[str, Point]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as rows:
        return {row["zcta5"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(rows)}


def geonames_zips(path: str) -> dict[str, dict[str, str]]:
    """Rows by ZIP, without military post offices and what lies in no state or territory: no clinic is near."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as rows:
        listed = {row["zip"]: row for row in csv.DictReader(rows) if row["state"] in STATES}
    del listed[WAKE_ISLAND]
    return listed


def geonames_cities(path: str) -> list[City]:
    with open(path, encoding="utf-8", newline="") as rows:
        return [
            City(row["name"], row["state"], (float(row["lat"]), float(row["lon"])), int(row["population"]))
            for row in csv.DictReader(rows)
        ]


# --- Where each ZIP is ----------------------------------------------------------------------------------------------
def places(census: dict[str, Point], named: dict[str, dict[str, str]], cities: list[City]) -> list[Place]:
    """One Place for every ZIP of either source, in ZIP order."""
    choose = point_chooser(census, named, cities)
    state_of_prefix = majority_states(named)
    found = []
    for zip_code in sorted(census.keys() | named.keys()):
        row = named.get(zip_code)
        state = row["state"] if row else unnamed_state(zip_code, state_of_prefix)
        city = row["city"] if row else ""
        found.append(Place(zip_code, choose(zip_code), city, state, zip_code in census))
    name_from_neighbors(found)
    return found


def majority_states(named: dict[str, dict[str, str]]) -> dict[str, str]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for zip_code, row in named.items():
        counts[zip_code[:3]][row["state"]] += 1
    return {prefix: count.most_common(1)[0][0] for prefix, count in counts.items()}


def unnamed_state(zip_code: str, state_of_prefix: dict[str, str]) -> str:
    """The state of a ZIP that GeoNames does not have: the post office gives the first three digits to one state."""
    if zip_code in PACIFIC:
        return PACIFIC[zip_code]
    if zip_code.startswith("969"):
        return "GU"
    return TERRITORIES.get(zip_code[:3]) or state_of_prefix[zip_code[:3]]


def point_chooser(
    census: dict[str, Point], named: dict[str, dict[str, str]], cities: list[City]
) -> Callable[[str], Point]:
    """Census, unless it is far from GeoNames and either the named town or the state speaks for GeoNames.

    Both sources have slips: Census puts Anchorage's 99503 in the wilderness, 278 miles off (a ZIP area of scattered
    parts has its middle in none of them); GeoNames puts the base beside it 319 miles off.
    """
    towns = {(city.name, city.state): city.point for city in cities}
    agreed = [(point, named[z]["state"]) for z, point in census.items() if z in named and not far(point, named[z])]

    def choose(zip_code: str) -> Point:
        row, point = named.get(zip_code), census.get(zip_code)
        if row is None or point is None or not far(point, row):
            return point or given_point(row or {})
        other = given_point(row)
        if town := towns.get((row["city"], row["state"])):
            chosen = min(point, other, key=lambda candidate: miles(candidate, town))
        else:
            near = closeness_to(point)
            neighbors = {state for _, state in nsmallest(5, ((near(p), state) for p, state in agreed))}
            chosen = point if row["state"] in neighbors else other
        apart, source = miles(point, other), "Census" if chosen == point else "GeoNames"
        say(f"{zip_code} {row['city']}, {row['state']}: sources {apart:.0f} miles apart, took {source}")
        return chosen

    return choose


def given_point(row: dict[str, str]) -> Point:
    return float(row["lat"]), float(row["lon"])


def far(point: Point, row: dict[str, str]) -> bool:
    return miles(point, given_point(row)) > FAR_APART_MILES


def name_from_neighbors(found: list[Place]) -> None:
    """A ZIP that only Census has gets the city of the nearest ZIP of its state. Territories stay without a city."""
    by_state = defaultdict(list)
    for place in found:
        if place.city:
            by_state[place.state].append(place)
    for place in found:
        if not place.city and by_state[place.state]:
            place.city = min(by_state[place.state], key=lambda other: miles(place.point, other.point)).city


# --- What time it is there ------------------------------------------------------------------------------------------
def set_time_zones(found: list[Place], zone_at: Callable[[Point], str | None]) -> None:
    """The zone on the map; a point off the coast or over a border takes that of the nearest ZIP of its state."""
    for place in found:
        zone = zone_at(place.point)
        place.time_zone = zone if zone in TIME_ZONES else ""
    known = [place for place in found if place.time_zone]
    for place in found:
        if not place.time_zone:
            same_state = (other for other in known if other.state == place.state)
            place.time_zone = min(same_state, key=lambda other: miles(place.point, other.point)).time_zone
            say(f"{place.zip_code} {place.city}, {place.state}: no US time zone on the map, took {place.time_zone}")


def map_of_zones() -> Callable[[Point], str | None]:
    from timezonefinder import TimezoneFinder  # type: ignore[import-not-found]  # not a dependency

    finder = TimezoneFinder()
    return lambda point: finder.timezone_at(lat=point[0], lng=point[1])


# --- How many people, roughly ---------------------------------------------------------------------------------------
def set_people(found: list[Place], cities: Iterable[City]) -> None:
    """A rough number of residents for each ZIP, good for sampling and for nothing else.

    A city's people are spread evenly over the ZIPs around its middle. A ZIP takes the largest share that any one city
    gives it, not the sum, because the list holds cities and their districts side by side. What a state has beyond
    that is spread evenly over all its ZIPs. Every state ends at its Census count.
    """
    by_state = defaultdict(list)
    for place in found:
        if place.lived_in:
            by_state[place.state].append(place)
    for city in cities:
        reached = around(city, by_state[city.state])
        for place in reached:
            place.people = max(place.people, city.people / len(reached))
    for state, residents in RESIDENTS.items():
        local = by_state[state]
        in_cities = sum(place.people for place in local)
        scale = min(1.0, 0.9 * residents / in_cities)
        rest = (residents - in_cities * scale) / len(local)
        for place in local:
            place.people = place.people * scale + rest


def around(city: City, local: list[Place]) -> list[Place]:
    """The ZIPs within the circle that the city would fill, at least the nearest one."""
    radius = max(2.0, math.sqrt(city.people / PEOPLE_PER_SQUARE_MILE / math.pi))
    near = [place for place in local if abs(place.point[0] - city.point[0]) * 69 <= radius]
    reached = [place for place in near if miles(place.point, city.point) <= radius]
    measure = closeness_to(city.point)
    return reached or [min(local, key=lambda place: measure(place.point))]


# --- Writing --------------------------------------------------------------------------------------------------------
def lines(found: list[Place]) -> Iterator[list[str]]:
    yield ["zip", "latitude", "longitude", "city", "state", "time_zone", "weight"]
    for place in found:
        # Four decimals are about 30 feet: far finer than the middle of a ZIP code.
        where = [f"{place.point[0]:.4f}", f"{place.point[1]:.4f}", place.city, place.state, place.time_zone]
        yield [place.zip_code, *where, str(round(place.people))]


def write(path: str, found: list[Place]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines(found))
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(text.getvalue().encode())


def main(census_path: str, zips_path: str, cities_path: str, out_path: str) -> None:
    if sum(RESIDENTS.values()) != 331_449_281:
        raise SystemExit("A state's count of residents is mistyped: the sum is not that of the 2020 Census.")
    cities = geonames_cities(cities_path)
    found = places(census_points(census_path), geonames_zips(zips_path), cities)
    set_time_zones(found, map_of_zones())
    set_people(found, cities)
    write(out_path, found)
    say(f"{len(found):,} ZIP codes, {Path(out_path).stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
