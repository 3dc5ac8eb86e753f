"""The dial: north is up, near is in, and no pin hides another."""

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.search.dial import CENTER_X, CENTER_Y, RADIUS, DialPlace, draw_dial

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
