"""Builds us_zips.csv.gz from public files and the map of time zones. Rerun only to renew the data.

    python -m providers.directory.data.build_us_zips SOURCES us_zips.csv.gz

SOURCES is the folder that gather_zip_sources.py fills. Needs `timezonefinder<6.6`, to build only: the site does not.
README.md beside this file names sources, licenses and rules. The same input gives the same bytes. What was odd is
printed, so that a person can judge it.
"""

import csv
import gzip
import io
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from pathlib import Path
from typing import Final

from providers.directory.us import STATES, TIME_ZONES

EARTH_MILES: Final = 3958.7613
AGREE_MILES: Final = 10.0  # within it two sources mean the same ZIP, and a ZIP is in its town
TOWN_OF_THAT_NAME_MILES: Final = 60.0  # farther away, a town of the same name and state is another one
PEOPLE_PER_SQUARE_MILE: Final = 8000.0  # of a large US city; turns a population into a radius
CITY: Final = 15_000  # people, from which on a town counts for `weight`

# Three-digit prefixes of places that GeoNames' US file leaves out.
TERRITORIES: Final = {"006": "PR", "007": "PR", "008": "VI", "009": "PR"}
WAKE_ISLAND: Final = "96898"  # GeoNames says Hawaii: 2,300 miles and a day away
PACIFIC: Final = {"96799": "AS", "96950": "MP", "96951": "MP", "96952": "MP"}  # the rest of 969 is Guam

# ZIPs for which the rules below would take the wrong one, and the source that has them right.
EXCEPTIONS: Final = {
    "32815": "geonames",  # Kennedy Space Center, 45 miles from Orlando, whose name it bears
    "32899": "geonames",  # the same
    "36065": "geonames",  # Pine Level near Montgomery; the map has the one near Prattville
    "87539": "census",  # La Madera; GeoNames takes a mountain of that name
}

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
Town = tuple[str, str]  # plain name, state


@dataclass(slots=True)
class GazetteerPlace:
    zip_code: str
    point: Point
    city: str
    state: str
    lived_in: bool  # Census draws an area for it: not only post office boxes or one large building
    clock_point: Point | None = None  # where its town is: the middle of an area may lie over the line
    touches: tuple[str, ...] = ()  # other states that its area reaches into
    time_zone: str = ""
    people: float = 0.0


@dataclass(frozen=True, slots=True)
class GazetteerCity:
    name: str
    state: str
    point: Point
    people: int


@dataclass(frozen=True, slots=True)
class Named:
    """A ZIP of GeoNames or of the post office. `point` is None where the source has none."""

    city: str
    state: str
    point: Point | None = None
    exact: bool = False  # GeoNames found the town, and did not only guess from numbers nearby


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    census: Mapping[str, Point]
    geonames: Mapping[str, Named]
    usps: Mapping[str, Named]
    towns: list[GazetteerCity] = field(default_factory=list)
    touched: Mapping[str, frozenset[str]] = field(default_factory=dict)


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


def plain(name: str) -> str:
    """One spelling of a town: "St. Mary's" and "Saint Marys", "Mt Baldy" and "Mount Baldy"."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("-", " "))
    words = re.sub(r"[^a-z0-9 ]", "", letters).split()
    long = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
    return "".join(long.get(word, word) for word in words)


# --- Reading --------------------------------------------------------------------------------------------------------
def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as rows:
        yield from csv.DictReader(rows)


def point_of(row: Mapping[str, str]) -> Point:
    return float(row["lat"]), float(row["lon"])


def read(folder: Path) -> Sources:
    """Without military post offices and what lies in no state or territory: no clinic is near."""
    touched: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows_of(folder / "touched.csv"):
        touched[row["zip"]].add(row["state"])
    geonames, usps = rows_of(folder / "geonames.csv"), rows_of(folder / "usps.csv")
    return Sources(
        census={row["zip"]: point_of(row) for row in rows_of(folder / "census.csv")},
        geonames={
            row["zip"]: Named(row["city"], row["state"], point_of(row), row["accuracy"] == "4")
            for row in geonames
            if row["state"] in STATES and row["zip"] != WAKE_ISLAND
        },
        usps={row["zip"]: Named(row["city"], row["state"]) for row in usps if row["zip"] != WAKE_ISLAND},
        towns=[
            GazetteerCity(row["name"], row["state"], point_of(row), int(row["population"]))
            for row in rows_of(folder / "towns.csv")
        ],
        touched={zip_code: frozenset(states) for zip_code, states in touched.items()},
    )


# --- Where each ZIP is ----------------------------------------------------------------------------------------------
class Towns:
    """Where towns are: the ZIPs of one town on which the sources agree, and the town of that name on the map."""

    def __init__(self, sources: Sources, town_of: Mapping[str, Town]) -> None:
        self.by_zips: defaultdict[Town, dict[str, Point]] = defaultdict(dict)
        self.by_name: defaultdict[Town, list[Point]] = defaultdict(list)
        for zip_code, point in agreed(sources).items():
            self.by_zips[town_of[zip_code]][zip_code] = point
        for zip_code, point in sources.census.items():  # a town whose ZIPs GeoNames only guesses
            given = sources.geonames.get(zip_code)
            if given and not given.exact and not self.by_zips.get(town_of[zip_code]):
                self.by_zips[town_of[zip_code]][zip_code] = point
        for town in sources.towns:
            self.by_name[plain(town.name), town.state].append(town.point)

    def siblings(self, town: Town, but: str) -> list[Point]:
        return [point for zip_code, point in self.by_zips[town].items() if zip_code != but]

    def of_prefix(self, zip_code: str) -> Point | None:
        """The midst of the ZIPs with the same first three digits: one sorting center. For a business of its own."""
        points = [point for zips in self.by_zips.values() for z, point in zips.items() if z[:3] == zip_code[:3]]
        return midst(points) if points else None

    def middle(self, town: Town, near: Iterable[Point]) -> Point | None:
        """The town's own point: of the places of that name the nearest one, else the ZIP in the midst of its ZIPs."""
        near, points = list(near), list(self.by_zips[town].values())
        around = near or points
        named = [point for point in self.by_name[town] if not around or gap(point, around) <= TOWN_OF_THAT_NAME_MILES]
        if named:
            return min(named, key=lambda point: gap(point, points or around) if around else 0.0)
        return midst(points) if points else None


def midst(points: list[Point]) -> Point:
    """The one of them that is nearest to all others."""
    return min(points, key=lambda point: sum(miles(point, other) for other in points))


def gap(point: Point, others: Iterable[Point]) -> float:
    """Miles to the nearest of the others."""
    return min((miles(point, other) for other in others), default=math.inf)


def agreed(sources: Sources) -> dict[str, Point]:
    """Census' point of each ZIP for which GeoNames says the same."""
    return {
        zip_code: point
        for zip_code, point in sources.census.items()
        if (named := sources.geonames.get(zip_code)) and named.point and miles(point, named.point) <= AGREE_MILES
    }


def places(sources: Sources) -> list[GazetteerPlace]:
    """One GazetteerPlace for every ZIP that can be placed, in ZIP order."""
    of_prefix = majority_states(sources.geonames)
    every = sorted(sources.census.keys() | sources.geonames.keys() | sources.usps.keys())
    names = {zip_code: name_of(zip_code, sources, of_prefix) for zip_code in every}
    towns = Towns(sources, {zip_code: (plain(named.city), named.state) for zip_code, named in names.items()})
    near = neighbors(sources)
    found = []
    for zip_code in every:
        named = names[zip_code]
        point = choose(zip_code, named, sources, towns, near)
        if point is None:
            say(f"{zip_code} {named.city}, {named.state}: nobody says where it is. Left out")
            continue
        place = GazetteerPlace(zip_code, point, named.city, named.state, zip_code in sources.census)
        place.clock_point = clock_point(place, sources, towns)
        place.touches = tuple(sorted(sources.touched.get(zip_code, frozenset()) - {named.state}))
        found.append(place)
    name_from_neighbors(found)
    return found


def clock_point(place: GazetteerPlace, sources: Sources, towns: Towns) -> Point | None:
    """Where the people of a ZIP are: its town, or where GeoNames found it, unless that is another place altogether."""
    given = sources.geonames.get(place.zip_code)
    found = [
        towns.middle((plain(place.city), place.state), [place.point]),
        given.point if given and given.exact else None,
    ]
    return next((point for point in found if point and miles(point, place.point) <= 3 * AGREE_MILES), None)


def name_of(zip_code: str, sources: Sources, of_prefix: Mapping[str, str]) -> Named:
    """Town and state: GeoNames first, then the post office, then what the first three digits say."""
    for source in (sources.geonames, sources.usps):
        if named := source.get(zip_code):
            return named
    return Named("", unnamed_state(zip_code, of_prefix))


def majority_states(named: Mapping[str, Named]) -> dict[str, str]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for zip_code, row in named.items():
        counts[zip_code[:3]][row.state] += 1
    return {prefix: count.most_common(1)[0][0] for prefix, count in counts.items()}


def unnamed_state(zip_code: str, of_prefix: Mapping[str, str]) -> str:
    """The state of a ZIP that nobody names: the post office gives the first three digits to one state."""
    if zip_code in PACIFIC:
        return PACIFIC[zip_code]
    if zip_code.startswith("969"):
        return "GU"
    return TERRITORIES.get(zip_code[:3]) or of_prefix[zip_code[:3]]


def choose(
    zip_code: str, named: Named, sources: Sources, towns: Towns, near: Callable[[Point], set[str]]
) -> Point | None:
    """Census where GeoNames agrees. Else the source that lies in the town, else the town itself.

    Both sources have slips. Census puts Anchorage's 99503 in the wilderness (an area of scattered parts has its middle
    in none of them); GeoNames guesses where the boxes of a post office are, and puts Barrington's in Lake Michigan.
    """
    given = sources.geonames.get(zip_code)
    by_source = {"census": sources.census.get(zip_code), "geonames": given.point if given else None}
    said = [point for point in by_source.values() if point]
    if len(said) == 2 and miles(*said) <= AGREE_MILES:
        return said[0]
    if kept := by_source.get(EXCEPTIONS.get(zip_code, "")):
        return kept
    town = (plain(named.city), named.state)
    siblings = towns.siblings(town, but=zip_code)
    chosen: Point | None
    if middle := towns.middle(town, siblings or said):
        in_town = [point for point in said if gap(point, [middle, *siblings]) <= AGREE_MILES]
        chosen = min(in_town or [middle], key=lambda point: miles(point, middle))
    elif len(said) == 2:  # no such town on our map: GeoNames if it had one on its own, and in the state
        in_order = reversed(said) if given and given.exact else said
        chosen = next((point for point in in_order if named.state in near(point)), said[0])
    else:
        chosen = said[0] if said else towns.of_prefix(zip_code)
    if chosen and chosen not in said[:1]:
        say(f"{zip_code} {named.city}, {named.state}: {', '.join(f'{miles(p, chosen):.0f}' for p in said)} miles off")
    return chosen


def neighbors(sources: Sources) -> Callable[[Point], set[str]]:
    """The states of the five ZIPs around a point."""
    known = [(point, sources.geonames[zip_code].state) for zip_code, point in agreed(sources).items()]

    def states(point: Point) -> set[str]:
        near = closeness_to(point)
        return {state for _, state in nsmallest(5, ((near(other), state) for other, state in known))}

    return states


def name_from_neighbors(found: list[GazetteerPlace]) -> None:
    """A ZIP that only Census has gets the city of the nearest ZIP of its state."""
    by_state = defaultdict(list)
    for place in found:
        if place.city:
            by_state[place.state].append(place)
    for place in found:
        if not place.city and by_state[place.state]:
            place.city = min(by_state[place.state], key=lambda other: miles(place.point, other.point)).city


# --- What time it is there ------------------------------------------------------------------------------------------
def set_time_zones(found: list[GazetteerPlace], zone_at: Callable[[Point], str | None]) -> None:
    """The zone of the town, not of the area's middle: that may lie over the line, where nobody lives.

    A point off the coast or over a border takes the zone of the nearest ZIP of its state.
    """
    for place in found:
        zones = [zone_at(point) for point in (place.clock_point, place.point) if point]
        place.time_zone = next((zone for zone in zones if zone in TIME_ZONES), None) or ""
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
def set_people(found: list[GazetteerPlace], cities: Iterable[GazetteerCity]) -> None:
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


def around(city: GazetteerCity, local: list[GazetteerPlace]) -> list[GazetteerPlace]:
    """The ZIPs within the circle that the city would fill, at least the nearest one."""
    radius = max(2.0, math.sqrt(city.people / PEOPLE_PER_SQUARE_MILE / math.pi))
    near = [place for place in local if abs(place.point[0] - city.point[0]) * 69 <= radius]
    reached = [place for place in near if miles(place.point, city.point) <= radius]
    measure = closeness_to(city.point)
    return reached or [min(local, key=lambda place: measure(place.point))]


# --- Writing --------------------------------------------------------------------------------------------------------
def lines(found: list[GazetteerPlace]) -> Iterator[list[str]]:
    yield ["zip", "latitude", "longitude", "city", "state", "touches", "time_zone", "weight"]
    for place in found:
        # Four decimals are about 30 feet: far finer than the middle of a ZIP code.
        where = [f"{place.point[0]:.4f}", f"{place.point[1]:.4f}", place.city, place.state, " ".join(place.touches)]
        yield [place.zip_code, *where, place.time_zone, str(round(place.people))]


def write(path: str, found: list[GazetteerPlace]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines(found))
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(text.getvalue().encode())


def main(folder: str, out_path: str) -> None:
    if sum(RESIDENTS.values()) != 331_449_281:
        raise SystemExit("A state's count of residents is mistyped: the sum is not that of the 2020 Census.")
    sources = read(Path(folder))
    found = places(sources)
    set_time_zones(found, map_of_zones())
    set_people(found, (town for town in sources.towns if town.people >= CITY and town.state in RESIDENTS))
    write(out_path, found)
    say(f"{len(found):,} ZIP codes, {Path(out_path).stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
