"""What a provider took back does not come back, who decides is never who asked, and odd input is no error of ours."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from caarisma.common.errors import UserFacingError
from providers.directory.enums import Profession
from providers.directory.models import Offering, PracticeLocation, Provider
from providers.screening.enums import ChangeState, CheckKind, EventKind, Fact
from providers.screening.models import NpiClaim, ProposedChange
from providers.vetting.claims.claim_decisions import give_record, refuse_claim
from providers.vetting.claims.claiming import Claimant, claim_npi
from tests.factories.providers import make_listed_location, make_provider, make_user
from tests.factories.treatments import make_area_concern
from tests.providers.changes.rows import accept_all
from tests.providers.portal.walk import DETAILS, HOURS, PLACE, ends, license_of, photo, send_to
from tests.providers.vetting.cases import case_in_review, make_clinic, pass_check

pytestmark = pytest.mark.django_db


@pytest.fixture
def location(now) -> PracticeLocation:
    return make_listed_location(now=now, provider=make_provider(user=make_user()))


@pytest.fixture
def portal(location) -> Client:
    client = Client()
    client.force_login(location.provider.user)
    return client


@pytest.mark.parametrize("decide", [give_record, refuse_claim])
def test_nobody_decides_on_their_own_claim(decide, now):
    staff = make_user(is_staff=True)
    provider = make_listed_location(now=now, provider=make_provider()).provider
    claim = NpiClaim.objects.create(provider=provider, user=staff, made_at=now)

    with pytest.raises(UserFacingError):
        decide(claim_id=claim.pk, by=staff, now=now)

    provider.refresh_from_db()
    assert provider.user is None


def test_the_identity_check_of_an_owner_who_left_does_not_prove_the_next_one(now):
    vetter, location = make_user("v@example.com", is_staff=True), make_clinic()
    case = case_in_review(location, by=vetter, now=now)
    pass_check(case, CheckKind.IDENTITY, by=vetter, now=now)
    Provider.objects.filter(pk=location.provider_id).update(user=None)
    next_one = Claimant(
        npi=location.provider.npi, profession=Profession.PHYSICIAN_MD, first_name="Ada", last_name="Byron"
    )

    claim_npi(claimant=next_one, by=make_user("next@example.com"), now=now)

    assert not case.checks.filter(kind=CheckKind.IDENTITY).exists()


def test_a_place_that_was_left_while_it_waited_stays_off(portal, location, now):
    send_to(portal, "place_add", {**PLACE, "line1": "77 New Street"})
    added = location.provider.locations.get(line1="77 New Street")

    send_to(portal, "place_leave", {}, added.pk)
    accept_all(location.provider, now=now)

    added.refresh_from_db()
    assert not added.is_active


def test_a_line_that_was_cleared_while_it_waited_stays_off(portal, location, now):
    line, fat = location.offerings.get(), make_area_concern("stomach", "fat-pads")
    type(fat.concern).objects.filter(pk=fat.concern_id).update(needs_fda_note=True)
    prices = {f"price_{line.area_concern_id}": "220"}
    send_to(portal, "prices_of", {**prices, f"price_{fat.pk}": "300"}, location.pk)

    send_to(portal, "prices_of", prices, location.pk)
    accept_all(location.provider, now=now)

    assert not Offering.objects.get(area_concern=fat).is_active


def details(provider: Provider, **changes: object) -> dict[str, object]:
    names = {name: getattr(provider, name) for name in ("first_name", "last_name", "credentials")}
    return {**DETAILS, **names, **changes}


def test_going_back_to_the_old_name_takes_the_new_one_off_the_desk(portal, location, now):
    old = location.provider.last_name
    send_to(portal, "details", details(location.provider, last_name="Lovelace"))

    send_to(portal, "details", details(location.provider, last_name=old))
    accept_all(location.provider, now=now)

    location.provider.refresh_from_db()
    change = ProposedChange.objects.get()
    assert location.provider.last_name == old
    assert (change.state, change.ended_at is None) == (ChangeState.TAKEN_BACK, False)
    events = location.provider.case_events.filter(case=change.case, about=Fact.NAME)
    assert [event.kind for event in events] == [EventKind.CHANGED, EventKind.TAKEN_BACK]


def test_the_name_that_waits_stays_when_something_else_is_saved(portal, location):
    send_to(portal, "details", details(location.provider, last_name="Lovelace"))
    page = portal.get(reverse("provider:details"))

    send_to(portal, "details", {**page.context["form"].initial, "gender": "man"})

    assert "Your new name waits for our check." in page.content.decode()
    assert ProposedChange.objects.open().get().values == {"last_name": "Lovelace"}
    assert location.provider.case_events.filter(kind=EventKind.CHANGED).count() == 1


def test_going_back_to_the_old_end_of_a_license_takes_the_new_one_off_the_desk(portal, location):
    held = location.provider.licenses.get()
    renewed = {**license_of(held.state, held.number), **ends("expires_on", held.expires_on + timedelta(days=365))}
    send_to(portal, "license", renewed, held.pk)

    send_to(portal, "license", {**renewed, **ends("expires_on", held.expires_on), "document": photo()}, held.pk)

    assert not ProposedChange.objects.open().exists()


@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [("America/New_York", "9999-12-31", "11 PM"), ("Pacific/Guam", "1900-01-01", "12 AM")],
)
def test_the_ends_of_the_calendar_are_told_beside_the_field(portal, location, zone, day, at):
    PracticeLocation.objects.filter(pk=location.pk).update(time_zone=zone)

    answer = send_to(portal, "hours_of", {**HOURS, "opening_day": day, "opening_time": at}, location.pk)

    assert answer.status_code == 422
    assert "within a year" in answer.content.decode()


def test_digits_of_another_script_are_no_phone_number(portal, location):
    assert send_to(portal, "place", {**PLACE, "phone": "٥١٠٥٥٥٠١٠٠"}, location.pk).status_code == 422


def test_a_zero_byte_is_no_error_at_the_desk(client, sign_in_as, location):
    sign_in_as("screening.view_screeningcase", "screening.work_screeningcase")

    assert client.get(reverse("desk:queue"), {"kind": "\0"}).status_code == 200
    again = reverse("desk:look_again", args=[location.provider_id])
    assert client.post(again, {"kind": "alert", "words": "a\0b"}).status_code == 303
