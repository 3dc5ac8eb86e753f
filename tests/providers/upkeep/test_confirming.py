"""Every 90 days a clinic looks over what patients read of it. Who does not is off the lists on day 120."""

from datetime import timedelta

import pytest
from django.urls import reverse

from caarisma.common.outbox.models import Mail
from providers.attestation.models import ConfirmedHow, PlaceConfirmation
from providers.directory.models import PracticeLocation
from providers.listing.listed import listed_places
from providers.upkeep.asking_to_confirm import STEPS, ask_to_confirm, step_of
from tests.factories.providers import make_listed_location, make_location, make_provider, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PAGE = reverse("upkeep:confirm")


@pytest.fixture
def place(now) -> PracticeLocation:
    """The last word was 119 days ago: today is its last day."""
    provider = make_provider(user=make_user())
    return make_listed_location(
        now=now,
        provider=provider,
        confirmed_on=now.date() - 119 * DAY,
        phone="(510) 555-0142",
        clinic_name="Harbor Skin",
    )


def is_listed(place, on) -> bool:
    return listed_places(on=on).filter(pk=place.pk).exists()


def test_the_page_shows_what_patients_read_and_one_press_keeps_the_place_on_the_lists(client, place, now):
    client.force_login(place.provider.user)
    page = client.get(PAGE).content.decode()
    assert "Harbor Skin" in page
    assert "(510) 555-0142" in page
    assert "$220" in page
    assert is_listed(place, now)
    assert not is_listed(place, now + DAY)

    assert client.post(PAGE, {"place": [place.pk]}).status_code == 303

    assert is_listed(place, now + DAY)
    assert PlaceConfirmation.objects.get().how == ConfirmedHow.SAID


def test_a_place_without_a_tick_stays_as_it_was_and_none_at_all_is_said(client, place):
    other = make_location(place.provider, confirmed_on=place.confirmed_on)
    client.force_login(place.provider.user)

    assert client.post(PAGE, {}).status_code == 422
    client.post(PAGE, {"place": [other.pk]})

    place.refresh_from_db()
    assert place.confirmed_on < PracticeLocation.objects.get(pk=other.pk).confirmed_on


def test_nobody_confirms_the_place_of_somebody_else(client, place, now):
    client.force_login(make_listed_location(now=now, provider=make_provider(user=make_user())).provider.user)

    assert client.post(PAGE, {"place": [place.pk]}).status_code == 422
    assert not PlaceConfirmation.objects.exists()


def test_the_front_page_of_the_portal_leads_there(client, place):
    client.force_login(place.provider.user)

    assert PAGE in client.get(reverse("provider:home")).content.decode()
    assert PAGE in client.get(reverse("upkeep:ends")).content.decode()


def test_they_are_asked_once_a_step_and_told_when_they_are_off(place, now):
    said = now.date() - 119 * DAY
    for days in range(70, 128):
        at = now + (days - 119) * DAY
        ask_to_confirm(now=at)
        ask_to_confirm(now=at)
    kinds = list(Mail.objects.order_by("pk").values_list("kind", flat=True))

    assert kinds == ["provider_still_right"] * (len(STEPS) - 1) + ["provider_not_confirmed"]
    assert {mail.recipient for mail in Mail.objects.all()} == {place.provider.user.email}
    assert place.confirmed_on == said


def test_a_late_run_skips_what_it_missed():
    assert [step_of(days) for days in (75, 82, 83, 90, 119, 120, 127)] == [75, 75, 83, 88, 118, 120, 120]


def test_who_is_not_approved_is_not_asked(now):
    make_location(make_provider(user=make_user()), confirmed_on=now.date() - 80 * DAY)

    assert ask_to_confirm(now=now) == 0
