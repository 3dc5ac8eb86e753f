"""A clinic says where it stands: by a press, by buttons, by numbers of a map; and nobody moves into another town."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from matching.engine import great_circle_miles
from providers.directory.enums import PlacedBy
from providers.directory.geocoding.street import Placed
from providers.directory.geocoding.zip_codes import zip_place
from providers.directory.models import PracticeLocation
from providers.pins.dial import SHOWN_HEIGHT, SHOWN_WIDTH, drawn, pressed, stepped
from providers.pins.rules import OF_A_STREET, reach_of_zip, read_spot, require_near
from providers.pins.services import set_pin
from tests.factories.providers import make_case, make_location, make_provider, make_user

OAKLAND = zip_place("94612")
MIDDLE = (OAKLAND.latitude, OAKLAND.longitude)
BY_ZIP = Placed(*MIDDLE, OAKLAND.time_zone, PlacedBy.ZIP)
BY_STREET = Placed(*MIDDLE, OAKLAND.time_zone, PlacedBy.STREET)


class TestRules:
    @pytest.mark.parametrize(
        "typed", ["37.8053, -122.2725", "37.8053 -122.2725", "(37.8053,-122.2725)", "37.8053° N, 122.2725° W"]
    )
    def test_the_numbers_of_a_map_are_read(self, typed):
        assert read_spot(typed) == (37.8053, -122.2725)

    @pytest.mark.parametrize("typed", ["", "here", "37.8", "99.1, 0.1", "1 Pier Way", "nan, nan", "1e9, 2.0"])
    def test_what_is_no_point_is_refused_in_words(self, typed):
        with pytest.raises(UserFacingError):
            read_spot(typed)

    def test_a_press_in_the_middle_changes_nothing_and_one_at_the_rim_is_the_scale_away(self):
        dial = drawn(MIDDLE, scale=1.0, middle=None)
        ratio = dial.width / SHOWN_WIDTH
        middle = round(dial.center_x / ratio), round(dial.center_y / ratio)

        assert great_circle_miles(*MIDDLE, *pressed(MIDDLE, *middle, scale=1.0)) < 0.001
        east = pressed(MIDDLE, SHOWN_WIDTH - 1, middle[1], scale=1.0)
        assert great_circle_miles(*MIDDLE, *east) == pytest.approx(1.0, abs=0.01)
        assert east[1] > MIDDLE[1]
        assert pressed(MIDDLE, middle[0], SHOWN_HEIGHT - 1, scale=1.0)[0] < MIDDLE[0]

    @pytest.mark.parametrize(("direction", "north", "east"), [("n", 1, 0), ("s", -1, 0), ("w", 0, -1), ("e", 0, 1)])
    def test_each_button_goes_its_way(self, direction, north, east):
        spot = stepped(MIDDLE, direction, scale=1.0)

        assert great_circle_miles(*MIDDLE, *spot) == pytest.approx(0.2, abs=0.001)
        assert (spot[0] - MIDDLE[0]) * north + (spot[1] - MIDDLE[1]) * east > 0.001

    def test_a_pin_stays_within_its_zip_code_or_its_block(self):
        near, far = stepped(MIDDLE, "n", scale=5.0), stepped(MIDDLE, "n", scale=150.0)

        require_near(near, placed=BY_ZIP, zip_code="94612")
        for spot, placed in ((far, BY_ZIP), (near, BY_STREET)):
            with pytest.raises(UserFacingError):
                require_near(spot, placed=placed, zip_code="94612")
        assert 3.0 <= reach_of_zip("94612") <= reach_of_zip("89049") <= 20.0
        assert OF_A_STREET < 1


@pytest.fixture
def place(db) -> PracticeLocation:
    provider = make_provider(user=make_user())
    make_case(provider)
    return make_location(provider, zip_code="94612", latitude=MIDDLE[0], longitude=MIDDLE[1], placed_by=PlacedBy.ZIP)


@pytest.fixture
def client(place) -> Client:
    client = Client()
    client.force_login(place.provider.user)
    return client


@pytest.fixture
def address(place) -> str:
    return reverse("provider:pin_of", args=[place.pk])


def sent(spot: tuple[float, float] = MIDDLE, **press: str) -> dict[str, str]:
    return {"spot": f"{spot[0]:.6f},{spot[1]:.6f}", "scale": "1.0", "zip": "94612", **press}


class TestPage:
    def test_the_middle_of_a_zip_code_is_told_as_such_and_one_press_confirms_it(self, client, place, address):
        page = client.get(address).content.decode()
        assert ("The pin stands in the middle of 94612" in page, 'type="image"' in page) == (True, True)

        assert client.post(address, sent(save="1")).status_code == 303

        place.refresh_from_db()
        assert place.placed_by == PlacedBy.PIN

    def test_a_press_a_button_and_two_numbers_move_it_and_nothing_is_kept_before_save(self, client, place, address):
        answers = [
            client.post(address, sent(**{"at.x": "180", "at.y": "80"})),
            client.post(address, sent(move="e")),
            client.post(address, sent(show="1", typed="37.8153, -122.2725")),
        ]

        spots = {answer.context["spot"] for answer in answers}
        assert ([answer.status_code for answer in answers], len(spots)) == ([200] * 3, 3)
        assert sent()["spot"] not in spots
        place.refresh_from_db()
        assert (place.latitude, place.placed_by) == (MIDDLE[0], PlacedBy.ZIP)

    def test_another_town_is_refused_and_what_was_typed_stays(self, client, place, address):
        answer = client.post(address, sent(show="1", typed="36.1699, -115.1398"))

        assert (answer.status_code, "36.1699, -115.1398" in answer.content.decode()) == (422, True)
        assert client.post(address, sent((36.1699, -115.1398), save="1")).status_code == 422

    def test_the_picture_is_a_plain_svg_of_its_owner(self, client, place):
        picture = client.get(reverse("provider:pin_map_of", args=[place.pk]))

        assert picture["Content-Type"] == "image/svg+xml"
        assert "<script" not in picture.content.decode()
        assert client.get(reverse("provider:pin_map_of", args=[place.pk]) + "?at=1.0,2.0").status_code == 404

    def test_an_address_that_changed_meanwhile_is_told(self, place, now):
        with pytest.raises(UserFacingError):
            set_pin(
                provider_id=place.provider_id, location_id=place.pk, spot=MIDDLE, seen="10001",
                by=place.provider.user, now=now + timedelta(seconds=1),
            )  # fmt: skip
