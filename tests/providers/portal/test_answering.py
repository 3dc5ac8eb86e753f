"""A clinic says that it is here, when it is shut, and what holds of its visits once its clock was put right."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from matching.consultations.models import Nudge, SpecialDay
from providers.directory.models import PracticeLocation
from tests.factories.consultations import make_agreed, make_clinic
from tests.matching.consultations.conftest import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def place(now) -> PracticeLocation:
    return make_clinic(now=now)


@pytest.fixture
def client(place) -> Client:
    client = Client()
    client.force_login(place.provider.user)
    return client


def home(client: Client) -> str:
    return client.get(reverse("provider:home")).content.decode()


def test_a_paused_clinic_reads_why_and_comes_back_with_one_press(client, place, now):
    day = timedelta(days=1)
    Nudge.objects.create(provider=place.provider, told_at=now - 3 * day, pauses_at=now - day, paused_at=now - day)
    assert "You get no new requests now" in home(client)

    answer = client.post(reverse("provider:here"))

    assert answer.status_code == 303
    assert not Nudge.objects.open().exists()
    assert "We are here" not in home(client)


def test_a_clinic_that_was_told_reads_from_when_on(client, place, now):
    Nudge.objects.create(provider=place.provider, told_at=now, pauses_at=datetime(2026, 11, 28, 1, tzinfo=UTC))

    assert "From Fri, Nov 27, 2026 on" in home(client)


def test_days_off_are_kept_and_taken_back(client, place):
    address = reverse("provider:days_off_of", args=[place.pk])

    assert client.post(address, {"first": "Dec 24, 2026", "last": "12/26/2026"}).status_code == 303
    assert client.post(address, {"first": "Dec 25, 2026", "works": "on"}).status_code == 303
    assert client.post(address, {"forget": "2026-12-26"}).status_code == 303

    assert [str(day) for day in SpecialDay.objects.order_by("day")] == ["2026-12-24: shut", "2026-12-25: open"]
    assert "Thu, Dec 24, 2026: closed" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"first": "yesterday"},
        {"first": "Nov 23, 2026"},
        {"first": "Dec 24, 2026", "last": "Dec 1, 2026"},
        {"first": "Dec 24, 2026", "works": "on"},
        {"first": "Dec 25, 2026", "last": "Dec 26, 2026", "works": "on"},
        {"first": "Jan 1, 9999"},
        {"first": "\x00"},
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_stays(client, place, typed):
    answer = client.post(reverse("provider:days_off_of", args=[place.pk]), typed)

    assert answer.status_code == 422
    assert not SpecialDay.objects.exists()
    assert typed.get("first", "").strip("\x00") in answer.content.decode()


@pytest.mark.parametrize("forget", ["", "never", "2026-13-45", "\x00"])
def test_a_day_that_is_none_is_not_there(client, place, forget):
    assert client.post(reverse("provider:days_off_of", args=[place.pk]), {"forget": forget}).status_code == 404


def test_a_visit_by_the_old_clock_is_asked_about_and_settled(client, place, now):
    request = fresh(make_agreed(place, now=now))
    assert "another time zone" not in home(client)
    PracticeLocation.objects.filter(pk=place.pk).update(time_zone="America/Boise")
    assert "another time zone" in home(client)
    address = reverse("provider:zones")
    page = client.get(address).content.decode()
    assert request.reference in page
    assert "at 2:00 PM: the time on the clock stays" in page
    assert "at 3:00 PM: the moment stays" in page

    said = {"request": request.pk, "seen": request.n, "form_key": uuid4(), "choice": "moment"}
    assert client.post(address, {**said, "choice": "never"}).status_code == 422
    assert client.post(address, {**said, "seen": 1}).status_code == 409
    assert client.post(address, {**said, "request": request.pk + 99}).status_code == 404
    assert client.post(address, said).status_code == 303

    assert fresh(request).visit.zone == "America/Boise"
    assert request.reference not in client.get(address).content.decode()
