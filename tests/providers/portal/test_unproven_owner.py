"""A profile that patients see was given to somebody whose ID nobody has checked: they change nothing that is live."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from providers.directory.models import PracticeLocation, Provider
from providers.profile.services import places, profile
from providers.screening.enums import CaseKind, CheckKind
from providers.screening.models import NpiClaim
from providers.vetting.claims.claim_decisions import give_record
from providers.vetting.claims.proving import confirm_owner
from providers.vetting.decisions import holds
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.providers.portal.walk import DETAILS, HOURS, PLACE, photo, send_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make_user("ana@example.com", is_staff=True)


@pytest.fixture
def location(now, staff) -> PracticeLocation:
    location = make_listed_location(now=now, provider=make_provider(user=None), phone="510-555-0199")
    claim = NpiClaim.objects.create(provider=location.provider, user=make_user("cleo@example.com"), made_at=now)
    give_record(claim_id=claim.pk, by=staff, now=now)
    location.provider.refresh_from_db()
    return location


@pytest.fixture
def portal(location) -> Client:
    client = Client()
    client.force_login(location.provider.user)
    return client


def live(location: PracticeLocation) -> list[object]:
    provider = Provider.objects.get(pk=location.provider_id)
    return [
        (provider.specialty, provider.languages, provider.holds.open().count()),
        list(provider.locations.order_by("pk").values()),
        list(location.offerings.order_by("pk").values("area_concern", "price_per_session", "is_active")),
        list(location.hours.order_by("pk").values("weekday", "opens", "closes")),
    ]


SENT = {
    "details": lambda it: ([], {**DETAILS, "specialty": "Plastic surgeon"}),
    "place": lambda it: ([it.pk], {**PLACE, "line1": it.line1, "phone": "510-555-0666"}),
    "place_add": lambda it: ([], PLACE),
    "place_leave": lambda it: ([it.pk], {}),
    "prices_of": lambda it: ([it.pk], {f"price_{it.offerings.get().area_concern_id}": "99"}),
    "hours_of": lambda it: ([it.pk], HOURS),
    "still_right": lambda it: ([], {}),
    "pause": lambda it: ([], {}),
}


@pytest.mark.parametrize("page", SENT)
def test_what_would_be_live_at_once_is_refused(portal, location, page):
    arguments, sent = SENT[page](location)
    before = live(location)

    answer = send_to(portal, page, sent, *arguments)

    assert live(location) == before
    assert answer.status_code == 403
    assert "First we check who you are" in answer.content.decode()


SERVICES = {
    "details": lambda it: profile.save_details(values={}, language="en", **it.who),
    "leave": lambda it: places.leave_place(location_id=it.pk, **it.who),
    "prices": lambda it: places.save_prices(location_id=it.pk, prices={}, **it.who),
    "hours": lambda it: places.save_hours(
        provider_id=it.provider_id,
        location_id=it.pk,
        spans={0: [(time(9), time(17))]},
        opening=None,
        by=it.who["by"],
        now=it.who["now"],
    ),
    "still right": lambda it: places.confirm_hours(**it.who),
    "pause": lambda it: holds.pause_provider(**it.who),
    "unpause": lambda it: holds.unpause_provider(**it.who),
}


@pytest.mark.parametrize("name", SERVICES)
def test_the_services_refuse_it_too(location, now, name):
    location.who = {"provider_id": location.provider_id, "by": location.provider.user, "now": now}

    with pytest.raises(UserFacingError, match="after we checked your photo ID"):
        SERVICES[name](location)


def test_the_portal_says_what_to_do_and_takes_the_photo_id(portal, location):
    home = portal.get(reverse("provider:home")).content.decode()
    prices = portal.get(reverse("provider:prices_of", args=[location.pk]))
    sent = send_to(portal, "identity", {"document": photo("card.jpg")})
    after = portal.get(reverse("provider:home")).content.decode()

    assert "Patients can see this profile. Show your photo ID." in home
    assert "Pause: take no requests" not in home
    assert (prices.status_code, sent.status_code) == (200, 303)
    assert "First we check who you are" in prices.content.decode()
    assert "We have your photo ID." in after
    case = location.provider.screening_cases.get(kind=CaseKind.CHANGE)
    assert case.documents.get().kind == CheckKind.IDENTITY


def test_once_proven_they_change_it_like_anybody(portal, location, staff, now):
    confirm_owner(provider_id=location.provider_id, by=staff, now=now)

    arguments, sent = SENT["prices_of"](location)
    send_to(portal, "prices_of", sent, *arguments)

    assert location.offerings.get().price_per_session == 99
    assert "Patients can see you" in portal.get(reverse("provider:home")).content.decode()
