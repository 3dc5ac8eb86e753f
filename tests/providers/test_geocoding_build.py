"""The bundled table is what its builder makes of the public files. Time zones need a map that we do not bundle."""

import pytest

from providers.data import build_us_zips as build
from providers.geocoding.zip_codes import zip_table


@pytest.fixture(scope="module")
def built(shared_data) -> list[build.Place]:
    cities = build.geonames_cities(str(shared_data / "us_cities_geonames_15000.csv"))
    census = build.census_points(str(shared_data / "zcta_centroids_census_2021.csv.gz"))
    found = build.places(census, build.geonames_zips(str(shared_data / "us_zip_geonames.csv.gz")), cities)
    build.set_people(found, cities)
    return found


def test_places_and_weights_are_those_of_the_public_files(built):
    table = zip_table()

    assert [place.zip_code for place in built] == [f"{number:05d}" for number in table.zips]
    for row, place in enumerate(built):
        bundled = table.place(row)
        assert (place.city, place.state, round(place.people)) == (bundled.city, bundled.state, table.weights[row])
        assert place.point == pytest.approx((bundled.latitude, bundled.longitude), abs=0.0001)


def test_a_point_without_a_us_zone_takes_that_of_its_neighbor():
    ours = build.Place("92101", (32.72, -117.16), "San Diego", "CA", True)
    over_the_border = build.Place("92173", (32.53, -117.04), "San Ysidro", "CA", True)

    build.set_time_zones([ours, over_the_border], lambda p: "America/Los_Angeles" if p[0] > 32.6 else "America/Tijuana")

    assert over_the_border.time_zone == "America/Los_Angeles"
