import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import bounding_box, great_circle_miles
from matching.engine.geography import EARTH_RADIUS_MILES

SFO, JFK, LAX, ANC = (37.6189, -122.3750), (40.6413, -73.7781), (33.9416, -118.4085), (61.1743, -149.9963)
latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
points = st.tuples(latitudes, longitudes)


@pytest.mark.parametrize(
    ("start", "end", "miles"),
    [(SFO, JFK, 2586), (LAX, JFK, 2475), (SFO, LAX, 337), (ANC, SFO, 2018)],
)
def test_airports_are_as_far_apart_as_airlines_say(start, end, miles):
    assert great_circle_miles(*start, *end) == pytest.approx(miles, rel=0.006)  # a sphere for an ellipsoid


def test_a_degree_a_quarter_and_half_the_earth():
    assert great_circle_miles(10, 20, 11, 20) == pytest.approx(math.pi * EARTH_RADIUS_MILES / 180, abs=0.0005)
    assert great_circle_miles(0, 0, 0, 90) == pytest.approx(math.pi * EARTH_RADIUS_MILES / 2, abs=0.0005)
    assert great_circle_miles(12.3, -45.6, -12.3, 134.4) == pytest.approx(math.pi * EARTH_RADIUS_MILES, abs=0.0005)


def test_the_way_over_the_180th_meridian_is_short():
    assert great_circle_miles(52, 179.9, 52, -179.9) < 10


@given(points, points)
def test_there_is_as_far_as_back(start, end):
    assert great_circle_miles(*start, *end) == great_circle_miles(*end, *start)


@given(points)
def test_here_is_nowhere_else(point):
    assert great_circle_miles(*point, *point) == 0


@given(points, points)
def test_a_distance_is_a_whole_number_of_thousandths_of_a_mile(start, end):
    miles = great_circle_miles(*start, *end)

    assert miles == round(miles * 1000) / 1000


@given(points, st.floats(0.1, 200), st.floats(0, 2 * math.pi), st.floats(0, 1))
def test_the_box_holds_every_point_within_the_distance(center, miles, bearing, share):
    point = destination(*center, bearing, miles * share)

    assert bounding_box(*center, miles).contains(*point)


@given(st.tuples(st.floats(-80, 80), longitudes), st.floats(1, 100))
def test_the_box_is_no_larger_than_it_must_be(center, miles):
    box = bounding_box(*center, miles)

    assert great_circle_miles(*center, box.north, center[1]) == pytest.approx(miles, abs=0.01)
    assert great_circle_miles(*center, box.south, center[1]) == pytest.approx(miles, abs=0.01)
    assert min(great_circle_miles(*center, box.south + (box.north - box.south) * step / 400, box.east)
               for step in range(401)) == pytest.approx(miles, abs=0.02)  # fmt: skip


def test_a_box_around_a_pole_has_every_longitude():
    box = bounding_box(89.9, 0, 50)

    assert box.contains(89.95, 179.0)
    assert not box.contains(88.0, 0.0)


def destination(latitude, longitude, bearing, miles):
    """Where one arrives: the direct formula, independent of the haversine."""
    angle, phi = miles / EARTH_RADIUS_MILES, math.radians(latitude)
    sine = math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(bearing)
    arrived = math.asin(max(-1.0, min(1.0, sine)))
    east = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * math.sin(arrived)
    )
    return math.degrees(arrived), (longitude + math.degrees(east) + 180) % 360 - 180
