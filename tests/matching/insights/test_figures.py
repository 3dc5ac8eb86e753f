"""The figures of a place are what the engine says of the lists near it."""

from datetime import timedelta
from statistics import median

import pytest

from caarisma.common.chores.declaring import Look
from matching.engine import Factor, Need, failures
from matching.insights.asking import requirements_of_search
from matching.insights.candidates import candidate_of
from matching.insights.chores import count_the_night
from matching.insights.figures import told_of
from matching.insights.models import AnonymousSearch, PlaceFigures
from matching.insights.nights import night_of
from matching.insights.selectors import totals_near
from matching.search.services.searching import in_database
from providers.directory.models import WeeklyHours
from tests.factories.insights import judge_all, make_searches
from tests.factories.providers import make_area_concern, make_hold, make_hours, make_listed_location

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
USUAL = {"slots": [], "wishes": [], "musts": []}


def night(now) -> None:
    while count_the_night(Look(now=now, grace=timedelta())):
        pass


@pytest.fixture
def line():
    return make_area_concern()


@pytest.fixture
def places(line, now):
    """Four clinics of Oakland that differ in price, hours and how soon they are free."""
    found = []
    for number, price in enumerate((180, 220, 260, 420)):
        place = make_listed_location(
            now=now, area_concerns=[line], price=price, latitude=37.80 + number / 50,
            next_opening_at=now + (2 + 8 * number) * DAY, hours_confirmed_on=now.date(), parking_at_door=number == 1,
        )  # fmt: skip
        found.append(place)
    make_hours(found[2], 5)
    return found


@pytest.fixture
def searches(now, line):
    make_searches(12, now=now)
    make_searches(3, now=now, max_price=200, days_ago=8)
    make_searches(13, now=now, slots=["saturday"], slots_required=True)
    make_searches(2, now=now, musts=["parking"], matters_most="openings")
    make_searches(11, now=now, max_price=25)


def test_they_equal_what_the_engine_says_search_by_search(places, searches, now):
    night(now)

    for place in places:
        row, mine = PlaceFigures.objects.get(place=place), candidate_of(place, now=now)
        stood, lengths, parts, failed = [], [], [], []
        for search in AnonymousSearch.objects.all():
            requirements = requirements_of_search(search, on=now)
            found = in_database(requirements, limit=30, now=now)
            order = [match.candidate.location_id for match in found.matches]
            if place.pk in order:
                stood.append(order.index(place.pk) + 1)
                lengths.append(found.matched_count)
                parts.append((found.matches[stood[-1] - 1].parts, found.matches))
            else:
                failed.append(failures(requirements, mine)[0].need)
        assert (row.searches, row.shown, row.dropped) == (41, len(stood), len(failed))
        assert row.median_place == (median(stood) if stood else None)
        assert row.median_length == (median(lengths) if lengths else None)
        assert sum(number for _code, number in row.figures["failed"]) == len(failed)
        for factor in Factor if stood else ():
            you, middle, _most = row.figures["parts"][factor.value]
            assert you == median(own[factor] for own, _all in parts)
            assert middle == median(median(m.parts[factor] for m in all_) for _own, all_ in parts)
    assert PlaceFigures.objects.get(place=places[0]).nobody == 11


def test_the_need_that_failed_most_comes_first(places, searches, now):
    night(now)

    failed = PlaceFigures.objects.get(place=places[0]).figures["failed"]

    assert failed == [[Need.SLOTS, 13], [Need.PRICE, 11], ["must:parking", 2]]


def test_what_would_lift_is_true_once_it_is_done(places, searches, now):
    """Saturday hours would add 13 lists: with them the next night counts 13 more."""
    night(now)
    before = PlaceFigures.objects.get(place=places[0])
    told = next(lift for lift in before.figures["lifts"] if lift["kind"] == "slot")
    assert (told["what"], told["more"]) == ("saturday", 13)

    make_hours(places[0], 5)
    night(now + DAY)

    assert PlaceFigures.objects.get(place=places[0]).shown == before.shown + 13


def test_an_earlier_opening_is_told_with_what_it_would_do(places, searches, now):
    """And does just that, once it is true."""
    for place, days in ((places[0], 20), (places[1], 26)):
        place.next_opening_at = now + days * DAY
        place.save()
    night(now)
    row = PlaceFigures.objects.get(place=places[1])
    told = next(lift for lift in row.figures["lifts"] if lift["kind"] == "opening")
    assert told["after"] < told["before"] == row.median_place

    places[1].next_opening_at = now + 8 * DAY
    places[1].save()
    night(now + DAY)

    assert PlaceFigures.objects.get(place=places[1]).median_place == told["after"]


def test_nothing_ever_says_to_ask_for_less(places, searches, now):
    night(now)

    kinds = {lift["kind"] for row in PlaceFigures.objects.all() for lift in row.figures["lifts"]}

    assert kinds <= {"opening", "slot", "trait", "service"}


def test_who_leaves_the_lists_has_no_figures_the_next_night(places, searches, now):
    night(now)
    make_hold(places[0].provider, now=now)

    night(now + DAY)

    assert not PlaceFigures.objects.filter(place=places[0]).exists()
    assert PlaceFigures.objects.count() == 3


def test_the_night_is_done_once_and_goes_on_where_it_was_cut_off(places, searches, now, monkeypatch):
    monkeypatch.setattr("matching.insights.services.judging.BATCH", 7)
    monkeypatch.setattr("matching.insights.services.placing.BATCH", 1)
    assert count_the_night(Look(now=now, grace=timedelta())), "more waits"
    night(now)
    counted = {row.place_id: row.shown for row in PlaceFigures.objects.all()}

    monkeypatch.setattr("matching.insights.services.judging.find", None)  # nothing is asked a second time
    night(now)

    assert {row.place_id: row.shown for row in PlaceFigures.objects.all()} == counted
    assert len(counted) == 4


def test_the_other_place_of_a_provider_is_no_drop(line, now):
    near = make_listed_location(now=now, area_concerns=[line])
    far = make_listed_location(now=now, area_concerns=[line], provider=near.provider, latitude=37.95)
    make_searches(3, now=now)

    night(now)

    rows = [PlaceFigures.objects.get(place=place) for place in (near, far)]
    assert {(row.shown, row.elsewhere, row.dropped) for row in rows} == {(3, 0, 0), (0, 3, 0)}


def test_totals_of_an_area_hide_small_numbers(places, searches, now):
    judge_all(now=now)

    assert totals_near("94612", now=now) == (41, 11)
    assert totals_near("99723", now=now) == (0, 0)
    AnonymousSearch.objects.filter(max_price=25, pk__in=AnonymousSearch.objects.filter(max_price=25)[:1]).delete()
    assert totals_near("94612", now=now) == (40, None)


def test_a_page_reads_no_small_number_and_none_that_follows(places, searches, now):
    night(now)

    told = told_of(PlaceFigures.objects.get(place=places[0]))

    assert (told.searches, told.shown, told.dropped) == (41, 15, 26)
    assert dict(told.failed) == {Need.SLOTS: 13, Need.PRICE: None, "must:parking": None}, "26 - 13 - 11 would tell"
    assert [number for _week, number in told.weeks if number] == []


def test_counting_a_place_asks_the_same_number_of_questions_however_many_searched(
    places, now, django_assert_max_num_queries
):
    from matching.insights.services.placing import count_place

    make_searches(60, now=now)
    judge_all(now=now)
    with django_assert_max_num_queries(16):
        assert count_place(places[0], now=now).searches == 60
    assert WeeklyHours.objects.exists()
    assert night_of(now) == PlaceFigures.objects.get().counted_on
