"""Callers reached nobody: the clinic reads it on its page, and answers with one press."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from providers.calls.enums import CallOutcome
from providers.calls.models import PhoneQuestion
from providers.calls.services import record_call
from providers.directory.models import PracticeLocation
from tests.factories.providers import make_case, make_location, make_provider, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> PracticeLocation:
    now, provider = timezone.now(), make_provider(user=make_user())
    make_case(provider)
    opening = now + timedelta(days=3)
    place = make_location(provider, phone="510-555-0142", next_opening_at=opening, hours_confirmed_on=now.date())
    for number in range(3):
        caller = sha256(str(number).encode()).hexdigest()
        record_call(location_id=place.pk, caller=caller, outcome=CallOutcome.NOBODY, now=now)
    return place


@pytest.fixture
def client(place) -> Client:
    client = Client()
    client.force_login(place.provider.user)
    return client


def answer(client: Client, place: PracticeLocation) -> int:
    return client.post(reverse("provider:phone_right", args=[place.pk])).status_code


def home(client: Client) -> str:
    return client.get(reverse("provider:home")).content.decode()


def test_the_clinic_reads_which_number_and_what_it_costs_them(client):
    page = home(client)

    assert "Several people called (510) 555-0142 within a week." in page
    assert "Until you answer, patients do not see your next opening." in page


def test_an_opening_that_was_named_since_is_seen(client, place):
    PracticeLocation.objects.update(next_opening_at=timezone.now() + timedelta(days=5))

    page = home(client)
    assert "Several people called" in page
    assert "patients do not see your next opening" not in page


def test_one_press_settles_it(client, place):
    assert answer(client, place) == 303

    question = PhoneQuestion.objects.get()
    assert question.answered_by == place.provider.user
    place.refresh_from_db()
    assert place.next_opening_at is not None
    assert "Several people called" not in home(client)


def test_a_second_press_does_no_harm(client, place):
    answer(client, place)

    assert answer(client, place) == 303


def test_nobody_answers_for_another(place):
    stranger = Client()
    stranger.force_login(make_user())
    other = Client()
    other.force_login(make_provider(user=make_user()).user)

    assert answer(stranger, place) == 302
    assert answer(other, place) == 404
    assert PhoneQuestion.objects.open().exists()
