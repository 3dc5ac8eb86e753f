"""The made-up directory before it meets a database: repeatable, plausible, and wrong in the ways that life is."""

from datetime import UTC, date, datetime
from random import Random
from statistics import median, quantiles
from zoneinfo import ZoneInfo

import pytest
from geopy.distance import great_circle

from providers.demo.days import exclusion_file, month_end_before
from providers.demo.directory import Setting, make_batch
from providers.demo.flaws import RATES, Flaw, draw_flaws
from providers.demo.names import backgrounds
from providers.demo.offerings import DemoService
from providers.demo.people import demonstration_npi
from providers.demo.spread import us_spread
from providers.demo.tables import TABLES, Batch
from providers.directory.enums import Language
from providers.directory.geocoding.zip_codes import zip_place
from providers.directory.npi import npi_is_valid
from providers.screening.enums import CaseStatus, CheckKind, CheckResult
from providers.screening.rules.time_limits import good_until

ON = date(2026, 11, 22)
OFFERED = (
    ("face", "fine-lines"),
    ("face", "firmness"),
    ("neck", "fine-lines"),
    ("scalp", "hair-loss"),
    ("stomach", "fat-pads"),
    ("hips-and-thighs", "cellulite"),
)
SERVICES = tuple(DemoService(number, *names) for number, names in enumerate(OFFERED, start=1))


@pytest.fixture(scope="module")
def setting() -> Setting:
    return Setting(seed=1, on=ON, services=SERVICES, staff_id=7, second_staff_id=8, spread=us_spread())


@pytest.fixture(scope="module")
def batch(setting: Setting) -> Batch:
    return make_batch(setting, range(3000))


def column(batch: Batch, table: str, name: str) -> list:
    place = TABLES[table].columns.index(name)
    return [row[place] for row in batch.rows[table]]


def records(batch: Batch, table: str) -> list[dict]:
    return [dict(zip(TABLES[table].columns, row, strict=True)) for row in batch.rows[table]]


def test_the_same_seed_and_day_give_the_same_rows(setting, batch):
    assert make_batch(setting, range(3000)) == batch


def test_another_seed_gives_other_people(setting, batch):
    other = Setting(seed=2, on=ON, services=SERVICES, staff_id=7, second_staff_id=8, spread=setting.spread)

    assert not set(column(make_batch(other, range(200)), "providers", "npi")) & set(column(batch, "providers", "npi"))


def test_a_small_directory_is_the_beginning_of_a_large_one(setting, batch):
    small = make_batch(setting, range(100))

    assert all(rows == batch.rows[table][: len(rows)] for table, rows in small.rows.items())


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_a_model_is_filled(batch, name):
    table = TABLES[name]
    of_model = {field.column for field in table.model._meta.concrete_fields if not field.generated}

    assert of_model - set(table.columns) <= {"id"}
    assert set(table.columns) <= of_model
    assert all(len(row) == len(table.columns) for row in batch.rows[name])


def test_npis_are_valid_unique_and_nobodys(batch):
    npis = column(batch, "providers", "npi")

    assert len(set(npis)) == len(npis)
    assert all(npi_is_valid(npi) and npi.startswith("2") for npi in npis)


def test_npis_stay_apart_in_a_directory_of_a_million():
    assert len({demonstration_npi(index, seed=1) for index in range(0, 1_000_000, 7)}) == len(range(0, 1_000_000, 7))


def test_everybody_is_marked_as_a_demonstration_and_says_so_in_the_address(batch):
    slugs = column(batch, "providers", "slug")

    assert all(column(batch, "providers", "is_demonstration"))
    assert len(set(slugs)) == len(slugs)
    assert all("-demo-" in slug for slug in slugs)


@pytest.mark.parametrize("flaw", Flaw)
def test_a_flaw_is_about_as_common_as_said(flaw):
    count = sum(flaw in draw_flaws(Random(number)) for number in range(20_000))

    assert count / 20_000 == pytest.approx(RATES[flaw], rel=0.2)


def test_locations_lie_in_their_zip_and_keep_its_clock(batch):
    for location in records(batch, "locations")[:500]:
        place = zip_place(location["zip_code"])
        here, middle = (location["latitude"], location["longitude"]), (place.latitude, place.longitude)

        assert great_circle(here, middle).miles < 0.9
        assert (location["state"], location["time_zone"]) == (place.state, place.time_zone)


def test_a_fifth_of_providers_has_several_locations_and_some_cross_a_border(batch):
    states: dict[int, list[str]] = {}
    for location in records(batch, "locations"):
        states.setdefault(location["provider_id"], []).append(location["state"])
    several = [found for found in states.values() if len(found) > 1]

    assert len(several) / len(states) == pytest.approx(0.2, abs=0.03)
    assert 0.02 < sum(len(set(found)) > 1 for found in several) / len(several) < 0.5


def test_most_prices_are_within_the_guides_and_some_are_far_above(batch):
    prices = sorted(column(batch, "offerings", "price_per_session"))
    cuts = quantiles(prices, n=20)

    assert 190 <= median(prices) <= 290
    assert cuts[0] >= 120
    assert cuts[17] <= 450
    assert prices[-1] > 600


def test_experience_has_a_heavy_tail(batch):
    done = sorted(column(batch, "offerings", "sessions_done"))

    assert done[-1] > 20 * median(done)


def test_about_one_in_seven_locations_takes_no_new_patients(batch):
    accepting = column(batch, "locations", "accepting_patients")

    assert 1 - sum(accepting) / len(accepting) == pytest.approx(0.15, abs=0.03)


def test_some_clinics_open_in_the_evening_or_on_saturday(batch):
    hours = records(batch, "hours")
    locations = len(batch.rows["locations"])

    assert 0.2 < len({row["location_id"] for row in hours if row["closes"].hour >= 20}) / locations < 0.4
    assert 0.2 < len({row["location_id"] for row in hours if row["weekday"] == 5}) / locations < 0.4


def test_the_next_opening_is_within_the_hours_of_that_day(batch):
    hours: dict[int, set[int]] = {}
    for row in records(batch, "hours"):
        hours.setdefault(row["location_id"], set()).add(row["weekday"])
    for location in records(batch, "locations"):
        if opening := location["next_opening_at"]:
            assert opening.astimezone(ZoneInfo(location["time_zone"])).weekday() in hours[location["id"]]


def test_who_has_hours_after_work_often_names_a_second_opening_then(batch):
    hours: dict[int, list[dict]] = {}
    for row in records(batch, "hours"):
        hours.setdefault(row["location_id"], []).append(row)
    named = 0
    locations = [row for row in records(batch, "locations") if row["next_opening_at"]]
    for location in locations:
        if second := location["second_opening_at"]:
            named += 1
            local = second.astimezone(ZoneInfo(location["time_zone"]))
            spans = [row for row in hours[location["id"]] if row["weekday"] == local.weekday()]
            assert any(row["opens"] <= local.time() < row["closes"] for row in spans)
            assert local.weekday() >= 5 or local.hour >= 17
            assert second > location["next_opening_at"]

    assert 0.2 < named / len(locations) < 0.6


def test_some_openings_are_stale_and_are_then_in_the_past(batch):
    now = datetime(2026, 11, 22, tzinfo=UTC)
    openings = [opening for opening in column(batch, "locations", "next_opening_at") if opening]

    assert 0.04 < sum(opening < now for opening in openings) / len(openings) < 0.16


def test_a_clinic_that_takes_nobody_names_no_opening(batch):
    for location in records(batch, "locations"):
        assert location["accepting_patients"] or location["next_opening_at"] is None


def test_a_phone_number_can_reach_nobody(batch):
    assert all(phone[5:].startswith(" 555-01") for phone in column(batch, "locations", "phone"))


def test_nurses_and_assistants_have_a_supervisor_and_doctors_have_none(batch):
    professions = column(batch, "providers", "profession")
    finished = {c["id"]: c["provider_id"] for c in records(batch, "cases") if c["status"] == CaseStatus.APPROVED}
    supervised = {row["case_id"] for row in records(batch, "checks") if row["kind"] == CheckKind.SUPERVISOR}

    for case, provider in finished.items():
        assert (case in supervised) == (professions[provider] in {"np", "pa", "rn"})


def test_who_offers_fat_pads_shows_products_or_names_none(batch):
    owner = dict(zip(column(batch, "locations", "id"), column(batch, "locations", "provider_id"), strict=True))
    fat = {
        owner[row["location_id"]]
        for row in records(batch, "offerings")
        if row["area_concern_id"] == 5 and row["product"]
    }
    finished = {c["id"]: c["provider_id"] for c in records(batch, "cases") if c["status"] == CaseStatus.APPROVED}
    shown = {
        finished[row["case_id"]]
        for row in records(batch, "checks")
        if row["kind"] == CheckKind.PRODUCTS and row["case_id"] in finished
    }

    assert fat & set(finished.values()) <= shown
    unnamed = [row for row in records(batch, "offerings") if row["area_concern_id"] == 5 and not row["product"]]
    assert fat
    assert unnamed


def test_what_patients_read_of_a_check_agrees_with_its_dates(batch):
    for check in records(batch, "checks"):
        if check["result"] == CheckResult.PASS and "Ends" in check["finding"]:
            end = datetime.strptime(check["finding"].partition("Ends ")[2], "%b %d, %Y").date()
            assert check["good_until"] <= end
        assert check["report_date"] <= check["verified_at"].date() <= ON


def test_no_check_counts_longer_than_a_real_one(batch):
    for check in records(batch, "checks"):
        if check["result"] == CheckResult.PASS:
            longest = good_until(CheckKind(check["kind"]), report_date=check["report_date"], ends_on=date.max)
            assert check["good_until"] <= longest


def test_the_exclusion_file_is_the_newest_that_is_out():
    assert exclusion_file(date(2026, 11, 22)) == (date(2026, 11, 10), date(2026, 12, 31))
    assert exclusion_file(date(2026, 12, 9)) == (date(2026, 11, 10), date(2026, 12, 31))
    assert exclusion_file(date(2027, 1, 3)) == (date(2026, 12, 10), date(2027, 1, 31))


def test_the_end_of_last_month_is_before_any_day_of_this():
    assert month_end_before(date(2026, 3, 1)) == date(2026, 2, 28)


def test_backgrounds_are_whole():
    assert sum(background.share for background in backgrounds()) == pytest.approx(1.0)
    assert {code for b in backgrounds() for code, _ in b.languages} | {Language.ENGLISH} == set(Language)


def test_large_cities_have_tens_of_locations_and_the_plains_hardly_any(batch):
    def near(zip_code: str) -> int:
        place = zip_place(zip_code)
        points = zip(column(batch, "locations", "latitude"), column(batch, "locations", "longitude"), strict=True)
        return sum(great_circle(point, (place.latitude, place.longitude)).miles <= 15 for point in points)

    assert all(near(city) >= 30 for city in ("94612", "10001", "60611", "90012"))
    assert near("59301") <= 2
