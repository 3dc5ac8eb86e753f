"""The bundled ZIP table: complete, plausible, and honest about what it does not know."""

import re
from zoneinfo import available_timezones

import pytest

from providers.geocoding.zip_codes import UnknownZipError, zip_place, zip_table
from providers.us import STATES, TIME_ZONES


def test_every_state_and_territory_has_zip_codes():
    assert set(zip_table().states) == set(STATES)


def test_the_table_holds_each_zip_once_in_order():
    zips = list(zip_table().zips)

    assert len(zips) == 41_125
    assert zips == sorted(set(zips))


def test_every_time_zone_is_one_that_a_location_may_have():
    assert set(zip_table().time_zones) <= set(TIME_ZONES) <= available_timezones()


def test_every_point_lies_where_a_location_may_lie():
    table = zip_table()

    assert all(-15 <= latitude <= 72 for latitude in table.latitudes)
    assert all(-180 <= longitude <= -64 or 144 <= longitude <= 180 for longitude in table.longitudes)


def test_only_territories_lack_a_city():
    table = zip_table()
    nameless = {state for city, state in zip(table.cities, table.states, strict=True) if not city}

    assert nameless == {"AS", "GU", "MP", "PR", "VI"}


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
        ("00901", "", "PR", 18.46, -66.11, "America/Puerto_Rico"),
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
