"""The dial: north is up, near is in, and no pin hides another."""

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import great_circle_miles
from matching.lists.dial import CENTER_X, CENTER_Y, RADIUS, DialPlace, draw_dial

HERE = (37.8088, -122.2685)


def place(north: float = 0.0, east: float = 0.0, miles: float = 5.0, *, near_miss: bool = False) -> DialPlace:
    return DialPlace(
        label="1",
        name="Match",
        target="match-1",
        latitude=HERE[0] + north,
        longitude=HERE[1] + east,
        miles=miles,
        near_miss=near_miss,
    )


def draw(*places: DialPlace, radius: float = 15.0):
    return draw_dial(latitude=HERE[0], longitude=HERE[1], radius_miles=radius, places=places)


@pytest.mark.parametrize(
    ("north", "east", "dx", "dy"), [(0.05, 0, 0, -1), (-0.05, 0, 0, 1), (0, 0.05, 1, 0), (0, -0.05, -1, 0)]
)
def test_north_is_up_and_east_is_right(north, east, dx, dy):
    pin = draw(place(north=north, east=east)).pins[0]

    assert (round((pin.x - CENTER_X) / RADIUS, 1) > 0) == (dx > 0)
    assert (round((pin.y - CENTER_Y) / RADIUS, 1) < 0) == (dy < 0)


def test_a_place_at_the_limit_is_on_the_rim_and_one_at_a_quarter_is_half_way():
    rim, quarter = draw(place(north=0.2, miles=16.0), place(north=-0.05, miles=4.0), radius=16.0).pins

    assert hypot(rim.x - CENTER_X, rim.y - CENTER_Y) == pytest.approx(RADIUS, abs=0.2)
    assert hypot(quarter.x - CENTER_X, quarter.y - CENTER_Y) == pytest.approx(RADIUS / 2, abs=0.2)


def test_a_near_miss_far_beyond_the_radius_is_on_the_rim_and_squeezes_nobody():
    near, far = draw(place(north=0.05, miles=15.0), place(north=-1.2, miles=90.0, near_miss=True)).pins

    assert hypot(near.x - CENTER_X, near.y - CENTER_Y) == pytest.approx(RADIUS, abs=0.2)
    assert hypot(far.x - CENTER_X, far.y - CENTER_Y) == pytest.approx(RADIUS, abs=0.2)


def test_rings_stop_at_the_limit():
    assert [ring.miles for ring in draw(radius=15.0).rings] == [1, 5, 10, 15]


def test_two_clinics_in_one_house_can_both_be_reached():
    one, other = draw(place(north=0.05), place(north=0.05)).pins

    assert hypot(one.x - other.x, one.y - other.y) >= 29


@given(st.lists(st.tuples(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2), st.floats(0, 15)), max_size=14))
def test_pins_stay_on_the_disc_and_apart(spots):
    pins = draw(*(place(north, east, miles) for north, east, miles in spots)).pins

    assert all(hypot(pin.x - CENTER_X, pin.y - CENTER_Y) <= RADIUS + 0.2 for pin in pins)
    assert all(hypot(one.x - other.x, one.y - other.y) >= 20 for one, other in combinations(pins, 2))


def test_the_same_list_draws_the_same_dial():
    places = [place(north=0.01 * n, miles=n) for n in range(1, 9)]

    assert draw(*places) == draw(*places)


def covers(water: str, x: float, y: float) -> bool:
    """Whether a point is filled, by even and odd."""
    inside = False
    for ring in water.removesuffix("Z").replace("M", "").split("Z"):
        points = [tuple(map(int, point.split())) for point in ring.split("L")]
        for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                inside = not inside
    return inside


def drawn(here, there, radius):
    dial = draw_dial(
        latitude=here[0], longitude=here[1], radius_miles=radius,
        places=[DialPlace("1", "", "", *there, miles=great_circle_miles(*here, *there))],
    )  # fmt: skip
    return dial.water, dial.pins[0].x, dial.pins[0].y


@pytest.mark.parametrize(
    ("here", "there", "radius"),
    [
        (HERE, (37.70, -122.28), 15),  # San Francisco Bay
        (HERE, (37.75, -122.55), 25),  # the ocean
        ((41.88, -87.63), (41.95, -87.45), 15),  # Lake Michigan
        ((42.89, -78.88), (42.75, -79.20), 25),  # Lake Erie beyond the border
        ((21.31, -157.86), (21.20, -157.86), 15),  # off Honolulu
        ((18.45, -66.1), (18.55, -66.1), 15),  # off San Juan
    ],
)
def test_there_is_water_where_there_is_water(here, there, radius):
    assert covers(*drawn(here, there, radius))


@pytest.mark.parametrize(
    ("here", "there", "radius"),
    [
        (HERE, (37.90, -122.06), 15),  # Walnut Creek
        (HERE, (37.76, -122.44), 15),  # San Francisco
        ((42.33, -83.05), (42.25, -82.95), 15),  # Windsor, beyond the border
        ((32.72, -117.16), (32.50, -117.00), 25),  # Tijuana
        ((40.75, -73.99), (40.66, -73.95), 15),  # Brooklyn, an island's end
    ],
)
def test_there_is_none_on_land(here, there, radius):
    assert not covers(*drawn(here, there, radius))


def test_far_from_any_shore_nothing_is_drawn():
    assert draw_dial(latitude=39.1, longitude=-94.58, radius_miles=15, places=[]).water == ""


@given(st.lists(st.tuples(st.floats(-0.15, 0.15), st.floats(-0.15, 0.15)), max_size=12))
def test_no_name_of_a_town_is_on_a_pin_or_on_another(spots):
    dial = draw(*(place(north=north, east=east, miles=great_circle_miles(*HERE, HERE[0] + north, HERE[1] + east))
                  for north, east in spots))  # fmt: skip

    boxes = [label.box for label in dial.towns]
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    for pin in dial.pins:
        assert not any(box.left < pin.x < box.right and box.top < pin.y < box.bottom for box in boxes)


def test_the_towns_that_people_know_are_named():
    assert {"Oakland", "Berkeley", "San Francisco"} <= {label.name for label in draw().towns}
