"""Every span of a day is shown, kept and can be changed; a lunch break is not lost by opening the page."""

import re
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.directory.models import PracticeLocation, WeeklyHours
from providers.hours.forms import HoursForm
from tests.factories.providers import make_case, make_location, make_provider, make_user
from tests.providers.portal.walk import HOURS, send_to

pytestmark = pytest.mark.django_db

LUNCH = {"opens_0": "9 AM", "closes_0": "12 PM", "opens_0_2": "2 PM", "closes_0_2": "6 PM"}


@pytest.fixture
def place() -> PracticeLocation:
    provider = make_provider(user=make_user())
    make_case(provider)
    return make_location(provider)


@pytest.fixture
def client(place) -> Client:
    client = Client()
    client.force_login(place.provider.user)
    return client


def rows(place: PracticeLocation) -> list[tuple[int, time, time]]:
    return list(place.hours.order_by("weekday", "opens").values_list("weekday", "opens", "closes"))


def store(place: PracticeLocation, spans) -> None:
    WeeklyHours.objects.filter(location=place).delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(location=place, weekday=day, opens=opens, closes=closes) for day, opens, closes in spans
    )


def as_opened(client: Client, place: PracticeLocation) -> dict[str, str]:
    """What a browser sends when nothing was touched."""
    form = client.get(reverse("provider:hours_of", args=[place.pk])).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_opening_and_saving_keeps_the_afternoon(client, place):
    lunch = [(0, time(9), time(12)), (0, time(14), time(18)), (4, time(8, 30), time(17))]
    store(place, lunch)

    assert send_to(client, "hours_of", as_opened(client, place), place.pk).status_code == 303
    assert rows(place) == lunch


@st.composite
def weeks(draw):
    """Any hours that the table can hold without overlaps, to the second, up to five spans a day."""
    seconds = st.integers(0, 24 * 3600 - 1)
    for_day = {}
    for day in draw(st.sets(st.integers(0, 6), min_size=1)):
        ends = sorted(draw(st.sets(seconds, min_size=2, max_size=10)))
        for_day[day] = list(zip(ends[::2], ends[1::2], strict=False))
    return [(day, _time(a), _time(b)) for day in sorted(for_day) for a, b in for_day[day]]


def _time(second: int) -> time:
    return time(second // 3600, second // 60 % 60, second % 60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(week=weeks())
def test_opening_and_saving_changes_no_hours_whatever_they_are(place, week):
    store(place, week)
    now = timezone.now()
    place.refresh_from_db()
    opened = HoursForm(location=place, now=now)

    form = HoursForm({name: opened[name].value() or "" for name in opened.fields}, location=place, now=now)

    assert form.is_valid(), form.errors
    assert [(day, *span) for day, spans in sorted(form.spans.items()) for span in spans] == week


def test_a_second_time_of_the_day_can_be_added(client, place):
    send_to(client, "hours_of", HOURS, place.pk)

    assert send_to(client, "hours_of", {**HOURS, **LUNCH}, place.pk).status_code == 303
    assert rows(place)[:2] == [(0, time(9), time(12)), (0, time(14), time(18))]


def test_the_times_of_a_day_may_be_typed_in_any_order(client, place):
    swapped = {"opens_0": "2 PM", "closes_0": "6 PM", "opens_0_2": "9 AM", "closes_0_2": "12 PM"}

    send_to(client, "hours_of", swapped, place.pk)

    assert rows(place) == [(0, time(9), time(12)), (0, time(14), time(18))]


def test_a_time_is_taken_away_by_clearing_it(client, place):
    send_to(client, "hours_of", LUNCH, place.pk)

    send_to(client, "hours_of", {**as_opened(client, place), "opens_0_2": "", "closes_0_2": ""}, place.pk)

    assert rows(place) == [(0, time(9), time(12))]


def test_one_time_may_begin_when_the_other_ends(client, place):
    send_to(client, "hours_of", {**LUNCH, "opens_0_2": "12 PM"}, place.pk)

    assert len(rows(place)) == 2


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"opens_0_2": "11 AM"}, "opens_0_2", "This overlaps with another time of the day"),
        ({"opens_0_2": "9 AM", "closes_0_2": "12 PM"}, "opens_0_2", "This overlaps with another time of the day"),
        ({"opens_0_2": "8 AM", "closes_0_2": "7 PM"}, "opens_0_2", "This overlaps with another time of the day"),
        ({"opens_0_2": "7 PM"}, "closes_0_2", "The closing time has to be after the opening time"),
        ({"closes_0_2": "2 PM"}, "closes_0_2", "The closing time has to be after the opening time"),
        ({"closes_0_2": ""}, "closes_0_2", "Enter a time with AM or PM, like 2:30 PM"),
        ({"opens_0_2": "noonish"}, "opens_0_2", "Enter a time with AM or PM, like 2:30 PM"),
    ],
)
def test_what_is_wrong_with_the_second_time_is_told_beside_it(client, place, typed, field, told):
    store(place, [(0, time(8), time(9))])

    answer = send_to(client, "hours_of", {**LUNCH, **typed}, place.pk)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [told]}
    assert answer.context["form"]["closes_0"].value() == "12 PM"
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert rows(place) == [(0, time(8), time(9))]


def test_the_second_time_is_open_on_the_page_only_where_there_is_one(client, place):
    store(place, [(0, time(9), time(12)), (0, time(14), time(18))])

    page = client.get(reverse("provider:hours_of", args=[place.pk])).content.decode()

    assert page.count("<details open>") == 1


def test_the_keyboard_comes_to_the_first_time_of_a_day_before_the_second(client, place):
    page = client.get(reverse("provider:hours_of", args=[place.pk])).content.decode()

    assert re.findall(r'name="((?:opens|closes)_[0-9_]+)"', page)[:5] == [
        "opens_0", "closes_0", "opens_0_2", "closes_0_2", "opens_1",
    ]  # fmt: skip


def read_from(place: PracticeLocation, now, **typed: str) -> HoursForm:
    form = HoursForm(typed, location=place, now=now)
    form.is_valid()
    return form


class TestAsPeopleType:
    def test_bare_numbers_are_the_hours_that_a_clinic_can_mean(self, place, now):
        form = read_from(
            place, now, opens_0="9", closes_0="12", opens_0_2="1", closes_0_2="5:30", opens_1="7", closes_1="3"
        )

        assert form.errors == {}
        assert form.spans == {0: [(time(9), time(12)), (time(13), time(17, 30))], 1: [(time(7), time(15))]}

    @pytest.mark.parametrize("word", ["closed", "Closed.", "-", "—", "CERRADO", "off", "n/a"])
    def test_a_day_that_is_called_closed_is_closed(self, place, now, word):
        form = read_from(place, now, opens_0="930", closes_0="530", opens_6=word, closes_6=word, opens_5=word)

        assert form.errors == {}
        assert form.spans == {0: [(time(9, 30), time(17, 30))]}

    def test_where_both_can_be_meant_it_is_asked(self, place, now):
        assert read_from(place, now, opens_0="8", closes_0="9").errors == {"closes_0": ["Is it 9 AM or 9 PM?"]}

    def test_the_other_weekdays_are_like_monday_but_for_those_filled_in(self, place, now):
        store(place, [(3, time(8), time(9))])
        form = read_from(
            place, now, opens_0="9", closes_0="5", weekdays="on", opens_2="10", closes_2="2", opens_3="8:00 AM",
            closes_3="9:00 AM",
        )  # fmt: skip

        like_monday = [(time(9), time(17))]
        assert form.spans == dict.fromkeys((0, 1, 3, 4), like_monday) | {2: [(time(10), time(14))]}

    def test_without_a_monday_there_is_nothing_to_copy(self, place, now):
        assert "opens_0" in read_from(place, now, opens_2="10", closes_2="2", weekdays="on").errors

    def test_tomorrow_two_oclock_is_read_and_told_back(self, client, place):
        answer = send_to(client, "hours_of", {**HOURS, "opening_day": "tomorrow 2 pm"}, place.pk)

        place.refresh_from_db()
        tomorrow = place.next_opening_at.astimezone(ZoneInfo(place.time_zone))
        assert (answer.status_code, tomorrow.hour) == (303, 14)
        assert f"{tomorrow:%b} {tomorrow.day}, {tomorrow.year}, 2:00 PM." in client.get(answer.url).content.decode()

    def test_a_bare_hour_of_the_free_time_lies_within_the_hours_of_that_day(self, place, now):
        day = now.astimezone(ZoneInfo(place.time_zone)).date() + timedelta(days=7)
        typed = {f"opens_{day.weekday()}": "9", f"closes_{day.weekday()}": "5"}

        form = read_from(place, now, **typed, opening_day=f"{day:%m/%d}", opening_time="2")

        assert form.errors == {}
        assert form.opening.astimezone(form.zone).time() == time(14)

    def test_two_times_of_one_opening_are_asked_about(self, place, now):
        form = read_from(place, now, **HOURS, opening_day="tomorrow 2 pm", opening_time="3 pm")

        assert list(form.errors) == ["opening_time"]
