"""A short list says that somebody near is paused, and until when; never who."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.search.enums import FinishedBy
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from providers.directory.enums import PlacedBy
from providers.directory.models import PracticeLocation
from providers.vetting.decisions.holds import pause_provider, suspend_provider
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_listed_location, make_provider, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def place(now) -> PracticeLocation:
    provider = make_provider(user=make_user(), last_name="Vanderbilt")
    return make_listed_location(now=now, price=200, provider=provider)


def page_of(client, now, **asked: object) -> str:
    intake: Intake = make_intake(now=now, **asked)
    own(client, intake)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    return client.get(reverse("matching:results", args=[intake.token])).content.decode()


def pause(place: PracticeLocation, days: int | None, now) -> None:
    until = now.date() + timedelta(days=days) if days else None
    pause_provider(provider_id=place.provider_id, until=until, by=place.provider.user, now=now)


def test_until_when_is_said_and_who_is_not(client, now, place):
    pause(place, 10, now)

    page = page_of(client, now)

    assert "1 clinic near you is paused until" in page
    assert "Vanderbilt" not in page


@pytest.mark.parametrize("case", ["listed", "no day", "suspended too", "elsewhere"])
def test_nothing_is_said_of_who_would_not_come_back_to_this_list(client, now, place, case):
    if case != "listed":
        pause(place, None if case == "no day" else 10, now)
    if case == "suspended too":
        suspend_provider(provider_id=place.provider_id, words="x", by=make_user(is_staff=True), now=now)

    asked = {"zip_code": "10001", "latitude": 40.75, "longitude": -73.99} if case == "elsewhere" else {}

    assert "paused" not in page_of(client, now, **asked)


def test_of_many_who_are_paused_at_this_latitude_those_who_are_near_are_counted(client, now):
    """Twenty in Denver, say, and then two here."""
    for longitude in [-104.99] * 20 + [-122.2685] * 2:
        provider = make_provider(user=make_user())
        pause(make_listed_location(now=now, price=200, provider=provider, longitude=longitude), 10, now)

    assert "2 clinics near you are paused, the first until" in page_of(client, now)


def test_beyond_the_180th_meridian_is_near_too(client, now):
    provider = make_provider(user=make_user())
    pause(make_listed_location(now=now, provider=provider, latitude=52.0, longitude=179.9), 10, now)

    assert "1 clinic near you is paused" in page_of(client, now, latitude=52.0, longitude=-179.9)


def test_the_middle_of_a_zip_code_is_no_front_door(client, now, place):
    """From there to itself it is no distance, and no reason to praise anybody."""
    PracticeLocation.objects.update(placed_by=PlacedBy.ZIP, zip_code="94612", latitude=37.8088, longitude=-122.2685)

    page = page_of(client, now, latitude=37.8088, longitude=-122.2685)

    assert "In ZIP code 94612" in page
    assert "less than 0.1 miles" not in page
