"""Traps that were found by measuring, and by thinking of what could differ. Each would show people a wrong list."""

import datetime
import random
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from matching.engine import Service, Slot, Terms, great_circle_miles, slot_of
from matching.index import SLOT_BITS, build, index_of, match, overlay
from matching.index.bands import row_keys, runs_around, runs_within, runs_within_all
from matching.index.distance import miles_from
from matching.index.local_days import DAY_SECONDS, day_number, local_seconds, slot_bits
from tests.matching.engine import engine_strategies
from tests.matching.index.agreeing import assert_agrees
from tests.matching.index.directories import DAY, GOOD, NOW, OAKLAND, SERVICES, TODAY, ZONES, Days, listings

SEARCH = replace(
    engine_strategies.SEARCH,
    groups=(frozenset({SERVICES[0]}),),
    latitude=OAKLAND[0],
    longitude=OAKLAND[1],
    on=NOW,
)
LAPSED = {"stretches": (Days(TODAY - 60 * DAY, TODAY - 30 * DAY),)}
BACKWARDS = {"stretches": (Days(TODAY + DAY, TODAY - DAY),)}  # a license that ended before the approval began
CLOSED_TO_ALL = ({"stretches": ()}, BACKWARDS, {"accepting": False})


def index_over(*clinics):
    return index_of(build(listings(list(clinics))))


def near(count):
    return [replace(GOOD, location_id=n, provider_id=n) for n in range(1, count + 1)]


def found(index, search=SEARCH, limit=10):
    return match(index, search, limit=limit).location_id.tolist()


def test_the_example_matches():
    assert found(index_over(GOOD)) == [10]


# --- From the measurements ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("facts", [*CLOSED_TO_ALL, LAPSED], ids=str)
def test_who_is_listed_on_no_day_is_not_let_in(facts):
    index = index_over(replace(GOOD, **facts))

    assert found(index) == []
    assert_agrees(index, [replace(GOOD, **facts)], SEARCH)


@pytest.mark.parametrize("facts", [*CLOSED_TO_ALL, LAPSED], ids=str)
def test_a_change_that_leaves_nobody_with_an_active_license_can_be_laid_over(facts):
    index = overlay(build(listings([GOOD])), listings([replace(GOOD, **facts)]), {GOOD.location_id})

    assert found(index) == []


def test_a_change_that_leaves_nobody_at_all_can_be_laid_over():
    assert found(overlay(build(listings([GOOD])), listings([]), {GOOD.location_id})) == []
    assert found(overlay(build(listings([])), listings([GOOD]), set())) == [GOOD.location_id]
    assert found(overlay(build(listings([])), listings([]), {1, 2**40})) == []


def test_the_best_is_found_though_thousands_are_nearer():
    """The nearest N, filtered and scored, held 2% of the true first twenty in Manhattan."""
    nearer = [replace(one, latitude=37.801, terms=((11, Terms(290, 1)),)) for one in near(3000)]
    best = replace(GOOD, location_id=9000, provider_id=9000, latitude=38.0, terms=((11, Terms(150, 900)),))
    best = replace(best, traits=frozenset({"speaks:es"}))

    assert found(index_over(*nearer, best), limit=1) == [9000]


# --- Order ----------------------------------------------------------------------------------------------------------
def test_equals_are_ordered_by_provider_then_location():
    clinics = [replace(GOOD, location_id=n, provider_id=n % 7) for n in random.Random(1).sample(range(100), 40)]
    index = index_over(*clinics)

    ranking = assert_agrees(index, clinics, SEARCH)

    assert [m.candidate.provider_id for m in ranking.matches] == [0, 1, 2, 3, 4, 5, 6]


def test_a_provider_of_many_sites_takes_one_place_however_many_score_first():
    chain = [replace(one, provider_id=1) for one in near(200)]
    other = replace(GOOD, location_id=900, provider_id=2, latitude=37.95)

    assert len(found(index_over(*chain, other), limit=2)) == 2
    assert match(index_over(*chain, other), SEARCH, limit=1).total == 2


def test_a_parts_rounding_does_not_put_the_farther_first():
    """Scores are equal in thousandths; the miles decide."""
    clinics = [replace(one, latitude=37.85 + one.location_id / 1e6) for one in near(30)]

    ranking = assert_agrees(index_over(*clinics), clinics, SEARCH)

    assert len({m.score for m in ranking.matches}) < len(ranking.matches)


# --- Days -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_a_stretch_ends_at_midnight_where_the_clinic_is(zone, seconds):
    clinic = replace(GOOD, time_zone=zone, stretches=(Days(TODAY - DAY, TODAY),))
    midnight = datetime.datetime.combine(TODAY + DAY, datetime.time(), ZoneInfo(zone))
    search = replace(SEARCH, on=midnight + datetime.timedelta(seconds=seconds))
    far_west = replace(GOOD, location_id=11, provider_id=2, time_zone="Pacific/Pago_Pago")  # where it is another day

    assert_agrees(index_over(clinic, far_west), [clinic, far_west], search)
    assert found(index_over(clinic), search) == ([10] if seconds < 0 else [])


@pytest.mark.parametrize(
    ("spans", "listed"),
    [
        ([(-5, 5)], True),
        ([(-5, -1)], False),
        ([(1, 5)], False),
        ([(0, 0)], True),
        ([(-5, -1), (1, 5)], False),
        ([(-5, -1), (0, 5)], True),
        ([(-9, 9), (-3, -1)], True),
        ([(-9, -8), (-3, 3), (-2, -1), (7, 8)], True),
    ],
)
def test_one_stretch_that_holds_today_is_enough(spans, listed):
    stretches = tuple(Days(TODAY + first * DAY, TODAY + last * DAY) for first, last in spans)
    clinics = [replace(GOOD, stretches=stretches), replace(GOOD, location_id=11, provider_id=2, stretches=())]

    assert found(index_over(*clinics)) == ([10] if listed else [])
    assert_agrees(index_over(*clinics), clinics, SEARCH)


def test_a_listing_has_one_row_for_any_day():
    spans = [(-9, -3), (-5, -2), (-1, 0), (3, 4), (5, 6), (9, 9)]  # -9 to 0 and 3 to 6 are unbroken
    stretches = tuple(Days(TODAY + first * DAY, TODAY + last * DAY) for first, last in spans)

    snapshot = build(listings([replace(GOOD, stretches=stretches)]))

    today = day_number(TODAY)
    days = zip(snapshot.listed_from.tolist(), snapshot.listed_until.tolist(), strict=True)
    assert sorted((first - today, last - today) for first, last in days) == [(-9, 0), (3, 6), (9, 9)]


def test_stretches_of_one_listing_do_not_leak_into_the_next():
    clinics = [
        replace(GOOD, location_id=1, provider_id=1, stretches=(Days(TODAY - 9 * DAY, TODAY + 900 * DAY),)),
        replace(GOOD, location_id=2, provider_id=2, stretches=(Days(TODAY - 8 * DAY, TODAY - 7 * DAY),)),
    ]

    assert found(index_over(*clinics)) == [1]


@pytest.mark.parametrize("confirmed", [-13, -14, -15])
@pytest.mark.parametrize("seconds", [-1, 0, 1, 26 * 3600])
@pytest.mark.parametrize("microsecond", [0, 1])
def test_an_opening_counts_until_it_is_past_or_its_hours_are_stale(confirmed, seconds, microsecond):
    opening = NOW + datetime.timedelta(seconds=seconds)
    clinic = replace(GOOD, next_opening_at=opening, hours_confirmed_on=TODAY + confirmed * DAY)

    assert_agrees(index_over(clinic), [clinic], replace(SEARCH, on=NOW + datetime.timedelta(microseconds=microsecond)))


@pytest.mark.parametrize("confirmed", [-14, -15])
@pytest.mark.parametrize("first", [-3600, 3600])  # seconds; it is a Monday at 1:30 AM in New York
@pytest.mark.parametrize("second", [7200, 9 * 3600, 41 * 3600])  # in the same slot, the afternoon, the next evening
@pytest.mark.parametrize("asked", [(), (Slot.WEEKDAY_MORNING,), (Slot.WEEKDAY_AFTERNOON,), (Slot.WEEKDAY_EVENING,)])
def test_a_second_opening_counts_where_the_first_is_over_or_at_another_time_than_asked(confirmed, first, second, asked):
    clinic = replace(
        GOOD,
        time_zone="America/New_York",
        slots=frozenset(Slot),
        next_opening_at=NOW + datetime.timedelta(seconds=first),
        second_opening_at=NOW + datetime.timedelta(seconds=second),
        hours_confirmed_on=NOW.date() + confirmed * DAY,
    )

    assert_agrees(index_over(clinic), [clinic], replace(SEARCH, slots=frozenset(asked)))


def test_days_and_slots_hold_across_changes_of_the_clock():
    rng = random.Random(1)
    start = datetime.datetime(2026, 10, 30, tzinfo=datetime.UTC)
    instants = [int(start.timestamp()) + rng.randrange(0, 4 * 86_400) for _ in range(3000)]
    zones = ("America/New_York", "America/Phoenix", "Australia/Lord_Howe", "Africa/Cairo")
    place = [rng.randrange(len(zones)) for _ in instants]

    local = local_seconds(np.array(instants), np.array(place), zones)

    there = [datetime.datetime.fromtimestamp(s, ZoneInfo(zones[z])) for s, z in zip(instants, place, strict=True)]
    assert (local // DAY_SECONDS).tolist() == [day_number(moment.date()) for moment in there]
    assert slot_bits(local).tolist() == [SLOT_BITS[slot_of(moment)] for moment in there]


# --- Places ---------------------------------------------------------------------------------------------------------
def test_miles_are_the_engines_to_the_last_bit():
    rng = random.Random(2)
    points = [(rng.uniform(-90, 90), rng.uniform(-180, 180)) for _ in range(3000)]
    points += [(37.8 + rng.uniform(-2, 2), -122.3 + rng.uniform(-2, 2)) for _ in range(30_000)]
    points += [(-37.8 + rng.uniform(-1e-6, 1e-6), 57.73) for _ in range(100)]  # the other side of the earth

    miles = miles_from(*OAKLAND, *(np.array(axis) for axis in zip(*points, strict=True)))

    assert miles.tolist() == [great_circle_miles(*OAKLAND, *point) for point in points]


def test_points_between_two_steps_of_the_grid_fall_as_the_engine_lets_them():
    """In the middle between two thousandths of a mile the last bit of a sine decides."""
    clinics = [replace(one, latitude=between_steps(2000 + 10 * one.location_id)) for one in near(60)]
    search = replace(SEARCH, radius_miles=2.3)  # the middle of them

    ranking = assert_agrees(index_over(*clinics), clinics, search)

    assert 0 < len(ranking.matches) < 60


def between_steps(step, longitude=GOOD.longitude):
    """A latitude north of Oakland at which the engine's miles change from one step to the next, or the one before."""
    low, high = OAKLAND[0], OAKLAND[0] + 1
    while (middle := (low + high) / 2) not in (low, high):
        if great_circle_miles(*OAKLAND, middle, longitude) * 1000 > step + 0.25:
            high = middle
        else:
            low = middle
    return random.Random(step).choice((low, high))


class OtherLibrary:
    """NumPy with an arc sine that is off by a few of the last bits, as on another processor."""

    def __getattr__(self, name):
        return getattr(np, name)

    def arcsin(self, values):
        return np.arcsin(values) * (1 + 1e-13)


def test_miles_do_not_rest_on_the_last_bits_of_a_library(monkeypatch):
    longitudes = [GOOD.longitude + n / 1000 for n in range(300)]
    latitudes = [between_steps(40_000 + n, longitude) for n, longitude in enumerate(longitudes)]
    monkeypatch.setattr("matching.index.distance.np", OtherLibrary())

    miles = miles_from(*OAKLAND, np.array(latitudes), np.array(longitudes))

    assert miles.tolist() == [great_circle_miles(*OAKLAND, *at) for at in zip(latitudes, longitudes, strict=True)]


def test_the_radius_itself_is_within():
    clinic = replace(GOOD, latitude=38.0)
    miles = great_circle_miles(*OAKLAND, clinic.latitude, clinic.longitude)

    assert found(index_over(clinic), replace(SEARCH, radius_miles=miles)) == [10]
    assert found(index_over(clinic), replace(SEARCH, radius_miles=miles - 0.001)) == []


def one_of_many(key, latitude, longitude, miles):
    """The runs of the middle one of three points, in order."""
    latitudes, longitudes = np.array([latitude / 2, latitude, 40.0]), np.array([-longitude, longitude, -120.0])
    point, *ends = runs_within_all(key, latitudes, longitudes, miles)
    runs = np.array(ends)[:, point == 1]
    return runs[:, np.argsort(runs[0])]


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(51.9, 179.99), (-16.8, -179.9), (0.0, 180.0), (0.0, -180.0), (89.9, 10.0), (-90.0, 0.0)],
)
@pytest.mark.parametrize("miles", [3.0, 60.0, 500.0])
@pytest.mark.parametrize("within", [runs_within, one_of_many])
def test_a_circle_is_covered_also_over_the_date_line_and_at_a_pole(latitude, longitude, miles, within):
    rng = np.random.default_rng(1)
    latitudes = np.clip(latitude + rng.normal(0, miles / 69, 4000), -90, 90)
    longitudes = (longitude + rng.normal(0, miles / 30, 4000) * rng.choice([1, 60], 4000) + 540) % 360 - 180
    key = row_keys(latitudes, longitudes)
    order = np.argsort(key, kind="stable")

    first, past = within(key[order], latitude, longitude, miles)

    held = np.concatenate([np.empty(0, int), *(order[a:b] for a, b in zip(first, past, strict=True))])
    assert len(set(held.tolist())) == len(held), "no row twice"
    inside = np.flatnonzero(miles_from(latitude, longitude, latitudes, longitudes) <= miles)
    assert len(inside)
    assert set(inside.tolist()) <= set(held.tolist())
    assert (np.diff(first.astype(int)) > 0).all(), "in the order of the rows"


@pytest.mark.parametrize("longitude", [-122.3, 179.9, -179.99])
@pytest.mark.parametrize(("narrower", "wider"), [(3.0, 60.0), (60.0, 60.0), (60.0, 61.0), (60.0, 900.0)])
def test_the_rows_around_a_circle_are_those_of_a_wider_one_without_its_own(longitude, narrower, wider):
    rng = np.random.default_rng(1)
    latitudes = rng.uniform(30, 45, 20_000)
    longitudes = (longitude + rng.normal(0, 4, 20_000) + 540) % 360 - 180
    key = np.sort(row_keys(latitudes, longitudes))
    inner, outer = (runs_within(key, 37.8, longitude, miles) for miles in (narrower, wider))

    around = runs_around(outer, inner)

    assert rows_in(around) == sorted({*rows_in(outer)} - {*rows_in(inner)})
    assert len(rows_in(inner))


def rows_in(runs):
    return [row for first, past in runs.T.tolist() for row in range(first, past)]


# --- Sizes ----------------------------------------------------------------------------------------------------------
def test_there_may_be_any_number_of_services_with_any_codes():
    codes = [1, 127, 128, 129, 4000, 2**31, 2**40]
    clinics = [replace(one, terms=((codes[one.location_id % 7], Terms(200, 5)),)) for one in near(70)]

    for code in [*codes, 3]:
        search = replace(SEARCH, groups=(frozenset({Service(code, "face", "fine-lines")}),))
        assert_agrees(index_over(*clinics), clinics, search)


def test_ids_prices_and_experience_may_be_large():
    far = 2**50
    clinics = [replace(one, location_id=far + one.location_id, provider_id=far - one.location_id) for one in near(5)]
    clinics = [replace(one, terms=((11, Terms(70_000, 2**31)),), first_visit_fee=100_000) for one in clinics]

    assert_agrees(index_over(*clinics), clinics, replace(SEARCH, max_price=None))


@pytest.mark.parametrize(
    "wide",
    [
        {"location_id": 2**32},
        {"provider_id": 2**32},
        {"first_visit_fee": 2**15},
        {"first_visit_fee": 2**31 - 1, "fee_credited": True},
        {"terms": ((11, Terms(2**16, 2**20)),)},
    ],
    ids=str,
)
def test_one_number_that_needs_more_room_changes_no_answer(wide):
    """In the snapshot, or only in what is laid over it."""
    clinics = near(12)
    after = [*clinics[:-1], replace(clinics[-1], **wide)]
    touched = {clinics[-1].location_id, after[-1].location_id}

    narrow, both = build(listings(clinics)), build(listings(after))

    assert (narrow.fee.dtype, both.fee.dtype) == (np.int16, np.int32)
    for index in (index_of(both), overlay(narrow, listings(after[-1:]), touched), overlay(both, listings([]), [0])):
        assert_agrees(index, after, replace(SEARCH, radius_miles=120.0, max_price=None))
        assert_agrees(index, after, SEARCH)
    assert_agrees(overlay(both, listings(clinics[-1:]), touched), clinics, SEARCH)


def test_traits_may_fill_a_whole_mask():
    codes = (*(f"speaks:{a}{b}" for a in "abcdefgh" for b in "abcdefgh"),)
    clinics = [replace(one, traits=frozenset(random.Random(one.location_id).sample(codes, 20))) for one in near(40)]
    index = index_of(build(listings(clinics, codes)))

    for must in (codes[0], codes[31], codes[32], codes[63]):
        assert_agrees(index, clinics, replace(SEARCH, musts=frozenset({must}), wishes=frozenset({codes[62], "woman"})))


def test_a_must_that_nobody_has_makes_near_misses():
    clinics = near(5)
    search = replace(SEARCH, musts=frozenset({"speaks:ko"}))

    ranking = assert_agrees(index_over(*clinics), clinics, search)

    assert len(ranking.near_misses) == 4


def test_a_provider_with_sites_in_the_snapshot_and_in_the_change_is_counted_once():
    old, moved = [replace(one, provider_id=1) for one in near(2)]
    moved_now = replace(moved, latitude=38.5)  # too far now: no near miss, its provider still matches
    index = overlay(build(listings([old, moved])), listings([moved_now]), {moved.location_id})

    ranking = assert_agrees(index, [old, moved_now], SEARCH)

    assert (len(ranking.matches), len(ranking.near_misses)) == (1, 0)


def test_more_groups_than_bits_can_be_asked_for():
    groups = tuple(frozenset({Service(n, f"area-{n}", "fine-lines")}) for n in range(70))
    others = [[(n, Terms(50, 5)) for n in range(70) if n != one] for one in range(10)]
    clinics = [replace(one, terms=tuple(others[one.location_id])) for one in near(9)]

    ranking = assert_agrees(index_over(*clinics), clinics, replace(SEARCH, groups=groups, max_price=None))

    assert len(ranking.near_misses) == 4
