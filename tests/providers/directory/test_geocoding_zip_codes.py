"""The bundled ZIP table: complete, plausible, and honest about what it does not know."""

import re
from collections import Counter, defaultdict
from statistics import median
from zoneinfo import available_timezones

import pytest

from matching.engine.geography import great_circle_miles
from providers.directory.geocoding.zip_codes import UnknownZipError, zip_place, zip_table
from providers.directory.us import STATES, TIME_ZONES


def test_every_state_and_territory_has_zip_codes():
    assert set(zip_table().states) == set(STATES)


def test_the_table_holds_each_zip_once_in_order():
    zips = list(zip_table().zips)

    assert len(zips) == 41_204
    assert zips == sorted(set(zips))


def test_every_time_zone_is_one_that_a_location_may_have():
    assert set(zip_table().time_zones) <= set(TIME_ZONES) <= available_timezones()


def test_every_point_lies_where_a_location_may_lie():
    table = zip_table()

    assert all(-15 <= latitude <= 72 for latitude in table.latitudes)
    assert all(-180 <= longitude <= -64 or 144 <= longitude <= 180 for longitude in table.longitudes)


def test_every_zip_has_a_city():
    assert all(zip_table().cities)


# The first three digits belong to one state, but for these few. Source: the post office's own list of prefixes.
SHARED_PREFIXES = {
    "063": {"CT", "NY"},  # Fishers Island
    "205": {"DC", "MD", "VA"},
    "726": {"AR", "MO"},
    "739": {"OK", "TX"},
    "834": {"ID", "WY"},
    "865": {"AZ", "NM"},
    "967": {"AS", "HI"},
    "969": {"GU", "MP"},
}


def test_the_first_three_digits_tell_the_state():
    states = defaultdict(Counter)
    for zip_code, state in zip(zip_table().zips, zip_table().states, strict=True):
        states[f"{zip_code:05d}"[:3]][state] += 1

    odd = {prefix: set(found) for prefix, found in states.items() if len(found) > 1}
    assert odd == {prefix: allowed for prefix, allowed in SHARED_PREFIXES.items() if prefix in odd}


@pytest.mark.parametrize(
    ("prefixes", "state", "box", "how_many"),
    [
        (("006", "007", "009"), "PR", (17.8, 18.6, -67.4, -65.1), 176),
        (("008",), "VI", (17.6, 18.5, -65.1, -64.5), 16),
        (("969",), "GU", (13.2, 13.7, 144.6, 145.0), 21),
        (("96799",), "AS", (-14.4, -14.1, -170.9, -170.5), 1),
        (("96950", "96951", "96952"), "MP", (14.0, 15.4, 145.1, 145.9), 3),
    ],
)
def test_each_territory_is_whole_and_on_its_islands(prefixes, state, box, how_many):
    south, north, west, east = box
    table = zip_table()
    rows = [row for row in range(len(table)) if table.states[row] == state]

    assert len(rows) >= how_many
    for place in map(table.place, rows):
        assert place.zip_code.startswith(prefixes)
        assert south <= place.latitude <= north, place
        assert west <= place.longitude <= east, place


# Towns whose ZIPs lie farther apart than that: the post office names them after a town that is not theirs.
FAR_FROM_THE_TOWN = {
    "32815": "Kennedy Space Center bears the name of Orlando",
    "32899": "the same",
    "71115": "a strip of 40 miles along the Red River, south of Shreveport",
    "80928": "ranches 25 miles east of Colorado Springs",
    "82718": "the country around Gillette, 60 miles wide",
    "85735": "desert west of Tucson",
    "85736": "the same",
    "99615": "all of Kodiak island that has no other ZIP",
}


def test_every_zip_of_a_town_is_near_the_others_of_the_town():
    """Within 25 miles of the town's median, or of the nearest other ZIP of the town where the town is that wide."""
    towns = defaultdict(list)
    table = zip_table()
    for place in map(table.place, range(len(table))):
        towns[place.city, place.state].append(place)
    lost = [
        place
        for places in towns.values()
        if len(places) > 1
        for place in places
        if _from_the_median(place, places) > 25 and _from_the_nearest(place, places) > 10
    ]

    assert {place.zip_code for place in lost} <= set(FAR_FROM_THE_TOWN), lost


def _from_the_median(place, places):
    middle = (median(each.latitude for each in places), median(each.longitude for each in places))
    return great_circle_miles(place.latitude, place.longitude, *middle)


def _from_the_nearest(place, places):
    return min(
        great_circle_miles(place.latitude, place.longitude, other.latitude, other.longitude)
        for other in places
        if other is not place
    )


# Boxes, campuses and areas whose middle is not where people are: each is to be within 10 miles of a ZIP of its town.
@pytest.mark.parametrize(
    ("zip_code", "neighbor"),
    [
        ("95604", "95603"), ("86340", "86336"), ("96745", "96740"), ("60011", "60010"), ("86003", "86004"),
        ("92143", "92173"), ("24050", "24011"), ("32260", "32202"), ("80163", "80123"), ("55592", "55359"),
        ("99707", "99701"), ("99510", "99501"), ("70181", "70112"), ("48908", "48933"), ("77393", "77373"),
        ("30362", "30303"), ("83720", "83702"), ("89505", "89501"), ("12301", "12305"),
    ],
)  # fmt: skip
def test_a_box_stands_in_its_own_town(zip_code, neighbor):
    box, home = zip_place(zip_code), zip_place(neighbor)

    assert great_circle_miles(box.latitude, box.longitude, home.latitude, home.longitude) < 10


@pytest.mark.parametrize(
    ("zip_code", "state", "latitude", "longitude"),
    [
        ("00804", "VI", 18.34, -64.93), ("00803", "VI", 18.34, -64.93), ("00821", "VI", 17.74, -64.70),
        ("00824", "VI", 17.74, -64.70), ("00831", "VI", 18.33, -64.79), ("00841", "VI", 17.72, -64.88),
        ("00936", "PR", 18.42, -66.07), ("00919", "PR", 18.42, -66.07), ("00726", "PR", 18.23, -66.04),
        ("00732", "PR", 18.01, -66.61), ("00605", "PR", 18.43, -67.15), ("00681", "PR", 18.20, -67.14),
        ("00984", "PR", 18.38, -65.96), ("96931", "GU", 13.49, 144.78), ("96932", "GU", 13.47, 144.75),
        ("96921", "GU", 13.47, 144.80), ("11805", "NY", 40.77, -73.53), ("46245", "IN", 39.77, -86.16),
        ("90085", "CA", 34.05, -118.24), ("18768", "PA", 41.25, -75.88), ("20500", "DC", 38.90, -77.04),
    ],
)  # fmt: skip
def test_the_boxes_that_people_know_their_town_by_are_found(zip_code, state, latitude, longitude):
    place = zip_place(zip_code)

    assert place.state == state
    assert great_circle_miles(place.latitude, place.longitude, latitude, longitude) < 8


@pytest.mark.parametrize(
    ("zip_code", "zone"),
    [
        ("37419", "America/New_York"),  # Chattanooga; the area's middle is over the county line
        ("37377", "America/New_York"), ("37338", "America/New_York"), ("42757", "America/New_York"),
        ("86047", "America/Phoenix"), ("86040", "America/Phoenix"), ("86512", "America/Phoenix"),
        ("86003", "America/Phoenix"), ("86028", "America/Phoenix"),
        ("86045", "America/Denver"),  # Tuba City, on the Navajo reservation, which does change its clocks
        ("57601", "America/Chicago"), ("83522", "America/Los_Angeles"), ("89883", "America/Denver"),
        ("88063", "America/Denver"), ("79925", "America/Denver"), ("32401", "America/Chicago"),
    ],
)  # fmt: skip
def test_the_clock_is_that_of_the_town(zip_code, zone):
    assert zip_place(zip_code).time_zone == zone


@pytest.mark.parametrize(
    ("zip_code", "inside", "outside"),
    [("42223", "KY", "OH"), ("42223", "TN", "GA"), ("97635", "CA", "NV"), ("38079", "KY", "MO"), ("94612", "CA", "NV")],
)
def test_a_zip_that_reaches_over_the_line_is_in_both_states(zip_code, inside, outside):
    assert zip_place(zip_code).is_in(inside)
    assert not zip_place(zip_code).is_in(outside)


@pytest.mark.parametrize("zip_code", ["09001", "09903", "34002", "96201", "96601"])
def test_a_military_zip_is_told_to_be_one(zip_code):
    with pytest.raises(UnknownZipError, match="military mail"):
        zip_place(zip_code)


def test_weights_add_up_to_the_census_of_2020():
    assert sum(zip_table().weights) == pytest.approx(331_449_281, rel=1e-4)


@pytest.mark.parametrize(
    ("zip_code", "city", "state", "latitude", "longitude", "zone"),
    [
        ("94612", "Oakland", "CA", 37.81, -122.27, "America/Los_Angeles"),
        ("10001", "New York", "NY", 40.75, -74.00, "America/New_York"),
        ("60611", "Chicago", "IL", 41.89, -87.62, "America/Chicago"),
        ("83702", "Boise", "ID", 43.67, -116.14, "America/Boise"),
        ("96813", "Honolulu", "HI", 21.32, -157.85, "Pacific/Honolulu"),
        ("00901", "San Juan", "PR", 18.46, -66.11, "America/Puerto_Rico"),
    ],
)
def test_a_known_zip_is_where_people_know_it_to_be(zip_code, city, state, latitude, longitude, zone):
    place = zip_place(zip_code)

    assert (place.city, place.state, place.time_zone) == (city, state, zone)
    assert place.latitude == pytest.approx(latitude, abs=0.05)
    assert place.longitude == pytest.approx(longitude, abs=0.05)


@pytest.mark.parametrize(("zip_code", "latitude"), [("99503", 61.19), ("99505", 61.28), ("99701", 64.84)])
def test_where_the_sources_are_hundreds_of_miles_apart_the_likely_one_stands(zip_code, latitude):
    assert zip_place(zip_code).latitude == pytest.approx(latitude, abs=0.1)


def test_leading_zeros_are_kept():
    assert zip_place("02139").zip_code == "02139"


def test_an_unknown_zip_is_an_error_that_names_it():
    with pytest.raises(UnknownZipError, match=re.escape("We cannot find 00000. Check the number.")):
        zip_place("00000")


@pytest.mark.parametrize("typed", ["", "9461", "946122", "94612 ", "94612-1234", "abcde", "٩٤٦١٢", "+4612", "-0001"])
def test_what_is_not_five_digits_is_an_error_that_says_so(typed):
    with pytest.raises(UnknownZipError, match="five digits"):
        zip_place(typed)
