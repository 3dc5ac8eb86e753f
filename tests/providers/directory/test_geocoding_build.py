"""The rules by which the ZIP table is built, on a few made-up ZIPs; and the bundled table against the public files."""

import csv
import gzip

import pytest

from providers.directory.data import build_us_zips as build
from providers.directory.data.build_us_zips import GazetteerCity, Named, Sources, miles
from providers.directory.geocoding.zip_codes import zip_table

AUBURN, LINCOLN, TAHOE = (38.90, -121.07), (38.89, -121.29), (39.24, -120.07)
LAKE = (42.32, -87.10)


def place_of(zip_code: str, sources: Sources) -> build.GazetteerPlace:
    return next(place for place in build.places(sources) if place.zip_code == zip_code)


def sources(census=(), geonames=(), usps=(), towns=()) -> Sources:
    """Auburn, CA has a ZIP on which both agree, 95603."""
    return Sources(
        census={"95603": AUBURN, **dict(census)},
        geonames={"95603": Named("Auburn", "CA", AUBURN, exact=True), **dict(geonames)},
        usps=dict(usps),
        towns=list(towns),
        touched={"95603": frozenset({"CA", "NV"})},
    )


def test_census_stands_where_the_other_source_agrees():
    close = (38.95, -121.10)
    given = sources(census={"95602": close}, geonames={"95602": Named("Auburn", "CA", AUBURN)})

    assert place_of("95602", given).point == close


def test_where_they_disagree_the_one_in_the_town_stands():
    given = sources(census={"95604": TAHOE}, geonames={"95604": Named("Auburn", "CA", AUBURN)})

    assert place_of("95604", given).point == AUBURN


@pytest.mark.parametrize("census", [{}, {"95604": TAHOE}])
def test_where_none_is_in_the_town_the_town_stands(census):
    given = sources(census=census, geonames={"95604": Named("Auburn", "CA", LAKE)})

    assert place_of("95604", given).point == AUBURN


def test_a_box_zip_that_only_the_post_office_names_stands_in_its_town():
    given = sources(usps={"95604": Named("Auburn", "CA")})

    assert place_of("95604", given).point == AUBURN


@pytest.mark.parametrize("spelled", ["Mount Auburn", "Mt. Auburn", "mt auburn"])
def test_a_town_without_other_zips_is_found_by_its_name(spelled):
    map_of = [GazetteerCity("Mount Auburn", "CA", LINCOLN, 900)]
    given = sources(geonames={"95648": Named(spelled, "CA", (38.6, -121.0))}, towns=map_of)

    assert place_of("95648", given).point == LINCOLN


def test_a_town_of_the_same_name_far_away_is_another_one():
    far = GazetteerCity("Roseville", "CA", (33.0, -117.0), 900)
    given = sources(geonames={"95661": Named("Roseville", "CA", LINCOLN)}, towns=[far])

    assert place_of("95661", given).point == LINCOLN


def test_a_zip_that_nobody_can_place_is_left_out():
    assert [place.zip_code for place in build.places(sources(usps={"09905": Named("Apo", "NJ")}))] == ["95603"]


def test_other_states_that_its_area_reaches_into_are_kept():
    assert place_of("95603", sources()).touches == ("NV",)


def test_the_clock_is_that_of_the_town_and_not_of_the_areas_middle():
    town, middle = GazetteerCity("Winslow", "AZ", (35.02, -110.70), 9000), (35.16, -110.70)
    given = sources(
        census={"86047": middle}, geonames={"86047": Named("Winslow", "AZ", town.point, exact=True)}, towns=[town]
    )
    place = place_of("86047", given)

    build.set_time_zones([place], lambda p: "America/Denver" if p[0] > 35.1 else "America/Phoenix")

    assert (place.point, place.time_zone) == (middle, "America/Phoenix")


def test_a_point_without_a_us_zone_takes_that_of_its_neighbor():
    ours = build.GazetteerPlace("92101", (32.72, -117.16), "San Diego", "CA", True)
    over_the_border = build.GazetteerPlace("92173", (32.53, -117.04), "San Ysidro", "CA", True)

    build.set_time_zones([ours, over_the_border], lambda p: "America/Los_Angeles" if p[0] > 32.6 else "America/Tijuana")

    assert over_the_border.time_zone == "America/Los_Angeles"


def test_the_bundled_point_is_near_one_of_the_public_files_unless_its_town_says_otherwise(shared_data):
    """Where both files agree, Census stands; elsewhere few ZIPs are anywhere else than one of them says."""
    census = _points(shared_data / "zcta_centroids_census_2021.csv.gz", "zcta5")
    geonames = _points(shared_data / "us_zip_geonames.csv.gz", "zip")
    table, elsewhere = zip_table(), 0
    for row in range(len(table)):
        place = table.place(row)
        point = (place.latitude, place.longitude)
        said = [points[place.zip_code] for points in (census, geonames) if place.zip_code in points]
        if len(said) == 2 and miles(*said) < build.AGREE_MILES:
            assert miles(point, said[0]) < 0.1, place
        elsewhere += bool(said) and min(miles(point, other) for other in said) > 1

    assert elsewhere < 400


def _points(path, column):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as rows:
        return {row[column]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(rows)}
