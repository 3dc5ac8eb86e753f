"""A pause ends by itself on the day that was named, by the clock of the clinic, and lists say until when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from providers.directory.models import PracticeLocation
from providers.listing.listed import listed_places
from providers.pauses.ending import end_pauses
from providers.screening.models import CaseEvent, ProviderHold
from providers.vetting.decisions.holds import pause_provider
from tests.factories.providers import make_listed_location, make_provider, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now) -> PracticeLocation:
    return make_listed_location(now=now, provider=make_provider(user=make_user()))


@pytest.fixture
def client(place) -> Client:
    client = Client()
    client.force_login(place.provider.user)
    return client


def pause(place: PracticeLocation, until: date | None, now: datetime) -> ProviderHold:
    return pause_provider(provider_id=place.provider_id, until=until, by=place.provider.user, now=now)


def test_it_is_over_when_the_day_begins_at_the_clinic_and_not_before(place, now):
    until = (now + timedelta(days=3)).date()
    pause(place, until, now)
    midnight = datetime(until.year, until.month, until.day, 8, tzinfo=UTC)  # in Oakland

    assert end_pauses(now=midnight - timedelta(minutes=1)) == 0
    assert not listed_places(on=midnight).filter(pk=place.pk).exists()
    assert (end_pauses(now=midnight), end_pauses(now=midnight)) == (1, 0)
    assert listed_places(on=midnight).filter(pk=place.pk).exists()
    assert CaseEvent.objects.filter(provider=place.provider, kind="unpaused").count() == 1


def test_one_without_a_day_goes_on_and_the_day_can_be_changed(place, now):
    hold = pause(place, None, now)
    assert end_pauses(now=now + timedelta(days=900)) == 0

    again = pause(place, (now + timedelta(days=2)).date(), now)

    assert (again.pk, again.until) == (hold.pk, (now + timedelta(days=2)).date())


class TestPage:
    def test_a_day_is_read_as_people_say_it_and_told_back(self, client, place):
        assert client.post(reverse("provider:pause"), {"until": "tomorrow"}).status_code == 303

        home = client.get("/provider/").content.decode()
        assert ProviderHold.objects.get().until is not None
        assert "Patients see you again on" in home
        assert "End my pause" in home

    @pytest.mark.parametrize("typed", ["today", "soon", "Jan 1, 2020", "Jan 1, 2090"])
    def test_no_day_to_come_is_refused_and_nobody_is_paused(self, client, typed):
        answer = client.post(reverse("provider:pause"), {"until": typed})

        assert (answer.status_code, f'value="{typed}"' in answer.content.decode()) == (422, True)
        assert not ProviderHold.objects.exists()


def test_a_suspension_has_no_end_of_its_own(place, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProviderHold.objects.create(
            provider=place.provider, kind="suspended", reason="x", placed_by=make_user(), placed_at=now,
            until=now.date(),
        )  # fmt: skip
