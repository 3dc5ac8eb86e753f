"""After an approval: prices and hours are live at once, what was checked waits, and nobody vanishes by editing."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from providers.directory.enums import LicenseStatus
from providers.directory.models import Offering, PracticeLocation, Provider
from providers.listing.listed import listed_places, listed_providers
from providers.profile.services.places import CHECKED_FIELDS
from providers.screening.enums import CaseKind, CaseStatus, ChangeState, Fact
from providers.screening.models import ProposedChange
from tests.factories.providers import make_listed_location, make_location, make_offering, make_provider, make_user
from tests.factories.treatments import make_area_concern
from tests.providers.changes.rows import accept_all
from tests.providers.portal.walk import DETAILS, HOURS, PLACE, ends, license_of, photo, send_to

pytestmark = pytest.mark.django_db

HERE = {
    **PLACE, "clinic_name": "Lakeshore Skin Clinic", "line1": "1 Lakeside Drive", "zip_code": "94612",
    "first_visit_fee": "0",
}  # fmt: skip


@pytest.fixture
def location(now) -> PracticeLocation:
    """Of an approved provider whom patients see."""
    listed = make_listed_location(now=now, provider=make_provider(user=make_user()))
    PracticeLocation.objects.filter(pk=listed.pk).update(phone="510-555-0100")
    listed.refresh_from_db()
    return listed


@pytest.fixture
def provider(location) -> Provider:
    return location.provider


@pytest.fixture
def client(provider) -> Client:
    client = Client()
    client.force_login(provider.user)
    return client


@pytest.fixture(autouse=True)
def _still_listed(request, now):
    """Whatever is edited here, the profile stays where patients see it."""
    location = request.getfixturevalue("location")
    yield
    if request.cls is not TestOffTheLists:
        assert listed_places(on=now).filter(pk=location.pk).exists()


def details(provider: Provider, **changes: object) -> dict[str, object]:
    names = {name: getattr(provider, name) for name in ("first_name", "last_name", "credentials")}
    return {**DETAILS, **names, **changes}


def change_case(provider: Provider):
    return provider.screening_cases.filter(kind=CaseKind.CHANGE).first()


class TestLiveAtOnce:
    def test_prices(self, client, provider, location):
        line = location.offerings.get()

        send_to(client, "prices_of", {f"price_{line.area_concern_id}": "245"}, location.pk)

        line.refresh_from_db()
        assert line.price_per_session == 245
        assert change_case(provider) is None

    def test_a_line_that_is_gone_is_turned_off_and_kept(self, client, location):
        other = make_area_concern("neck", "dull-tone")

        send_to(client, "prices_of", {f"price_{other.pk}": "150"}, location.pk)

        assert [(line.is_active, line.price_per_session) for line in location.offerings.order_by("pk")] == [
            (False, 220),
            (True, 150),
        ]

    def test_hours_and_the_next_free_time_in_the_clinics_own_time(self, client, location, now):
        day = now.date() + timedelta(days=9)

        send_to(client, "hours_of", {**HOURS, "opening_day": day.isoformat(), "opening_time": "2:30 pm"}, location.pk)

        location.refresh_from_db()
        assert f"{location.next_opening_at.astimezone(ZoneInfo(location.time_zone)):%H:%M}" == "14:30"
        assert (now.date() - location.hours_confirmed_on).days in {0, 1}
        assert location.hours.count() == 2

    def test_a_second_free_time_after_work(self, client, location, now):
        day = (now.date() + timedelta(days=9)).isoformat()
        first = {"opening_day": day, "opening_time": "10 am"}

        send_to(client, "hours_of", {**HOURS, **first, "second_day": day, "second_time": "5:30 pm"}, location.pk)

        location.refresh_from_db()
        assert location.second_opening_at - location.next_opening_at == timedelta(hours=7, minutes=30)
        form = client.get(reverse("provider:hours_of", args=[location.pk])).context["form"]
        assert (form["second_day"].value(), form["second_time"].value()) == (day, "5:30 PM")

    def test_the_second_free_time_is_the_next_once_the_first_is_over(self, client, location, now):
        second = now + timedelta(days=2)
        PracticeLocation.objects.update(next_opening_at=now - timedelta(days=1), second_opening_at=second)

        form = client.get(reverse("provider:hours_of", args=[location.pk])).context["form"]

        assert form["opening_day"].value() == second.astimezone(ZoneInfo(location.time_zone)).date().isoformat()
        assert not form["second_day"].value()

    def test_hours_are_confirmed_with_one_press(self, client, location, now):
        PracticeLocation.objects.update(hours_confirmed_on=now.date() - timedelta(days=40))

        send_to(client, "still_right", {})

        location.refresh_from_db()
        assert (now.date() - location.hours_confirmed_on).days in {0, 1}

    def test_words_about_oneself(self, client, provider):
        send_to(client, "details", details(provider, gender="man", languages=["fr"]))

        provider.refresh_from_db()
        assert (provider.gender, provider.languages) == ("man", ["fr"])
        assert change_case(provider) is None

    def test_fee_and_access_of_a_place(self, client, location, provider):
        send_to(client, "place", {**HERE, "first_visit_fee": "95", "step_free_access": "on"}, location.pk)

        location.refresh_from_db()
        assert (location.first_visit_fee, location.step_free_access) == (95, True)
        assert change_case(provider) is None


class TestWaitsForTheDesk:
    def test_a_name(self, client, provider):
        old = provider.last_name

        send_to(client, "details", details(provider, last_name="Lovelace"))

        provider.refresh_from_db()
        assert provider.last_name == old
        change = ProposedChange.objects.get()
        assert (change.values, change.before) == ({"last_name": "Lovelace"}, {"last_name": old})
        assert change.state == ChangeState.NEEDS_YOU  # for the photo ID that shows it

    def test_the_letters_after_a_name(self, client, provider):
        old = provider.credentials

        send_to(client, "details", details(provider, credentials="MD, FACS"))

        provider.refresh_from_db()
        assert provider.credentials == old
        assert ProposedChange.objects.get().values == {"credentials": "MD, FACS"}
        assert change_case(provider).status == CaseStatus.SENT

    def test_only_the_newest_name_waits(self, client, provider):
        send_to(client, "details", details(provider, last_name="First"))
        send_to(client, "details", details(provider, last_name="Second"))

        assert ProposedChange.objects.get().values == {"last_name": "Second"}

    def test_the_new_end_of_a_checked_license(self, client, provider):
        held = provider.licenses.get()
        renewed = {**license_of(held.state, held.number), **ends("expires_on", held.expires_on + timedelta(days=365))}

        assert send_to(client, "license", renewed, held.pk).status_code == 303

        held.refresh_from_db()
        assert held.status == LicenseStatus.ACTIVE
        assert ProposedChange.objects.get().values["license"] == held.pk
        assert change_case(provider).documents.get().kind == "license"

    def test_the_number_of_a_checked_license_does_not_change(self, client, provider):
        held = provider.licenses.get()

        answer = send_to(client, "license", license_of(held.state, "B777"), held.pk)

        assert answer.status_code == 422
        assert "Add the other one as a new license" in answer.content.decode()

    def test_a_license_of_another_state_is_only_a_claim(self, client, provider):
        send_to(client, "license_add", license_of("NV", "N1"))

        assert provider.licenses.get(state="NV").status == LicenseStatus.REPORTED
        assert change_case(provider).status == CaseStatus.SENT

    def test_a_new_place_is_kept_off(self, client, provider):
        send_to(client, "place_add", {**HERE, "line1": "77 New Street"})

        added = provider.locations.get(line1="77 New Street")
        assert not added.is_active
        assert ProposedChange.objects.get().values == {"location": added.pk}
        assert "Waits for our check" in client.get(reverse("provider:places")).content.decode()

    @pytest.mark.parametrize(
        "changes",
        [
            {"clinic_name": "Dr. Pain-Free, 50% off"}, {"phone": "415-555-0199"}, {"line2": "Suite 4"},
            {"line1": "77 New Street"}, {"clinic_name": "Lakeshore Skin", "phone": "415-555-0199", "line2": "Suite 4"},
        ],
    )  # fmt: skip
    def test_name_phone_and_address_of_a_place_stand_until_they_are_checked(self, client, provider, location, changes):
        before = PracticeLocation.objects.filter(pk=location.pk).values().get()

        send_to(client, "place", {**HERE, **changes}, location.pk)

        after = PracticeLocation.objects.filter(pk=location.pk).values().get()
        assert {name: after[name] for name in CHECKED_FIELDS} == {name: before[name] for name in CHECKED_FIELDS}
        assert provider.locations.count() == 1
        assert change_case(provider).status == CaseStatus.SENT
        page = client.get(reverse("provider:place", args=[location.pk]))
        assert "Patients still see Lakeshore Skin Clinic" in page.content.decode()
        assert page.context["form"].initial.items() >= changes.items()
        assert "A change waits for our check" in client.get(reverse("provider:places")).content.decode()

    def test_a_correction_of_a_place_keeps_its_prices_and_hours(self, client, provider, location, now):
        lines, hours = list(location.offerings.values()), list(location.hours.values())
        changes = {"clinic_name": "Lakeshore Skin", "line2": "Suite 4", "phone": "415-555-0199"}

        send_to(client, "place", {**HERE, **changes}, location.pk)
        accept_all(provider, now=now)

        location.refresh_from_db()
        assert {name: getattr(location, name) for name in changes} == changes
        assert (list(location.offerings.values()), list(location.hours.values())) == (lines, hours)
        assert location.is_active

    def test_a_place_that_moves_goes_to_its_new_point_with_the_decision(self, client, provider, location, now):
        send_to(client, "place", {**HERE, "line1": "1 Main St", "city": "Sacramento", "zip_code": "95814"}, location.pk)
        accept_all(provider, now=now)

        location.refresh_from_db()
        assert (location.zip_code, round(location.latitude, 1)) == ("95814", 38.6)

    def test_going_back_to_what_stands_takes_the_change_back(self, client, provider, location):
        send_to(client, "place", {**HERE, "line2": "Suite 4"}, location.pk)
        send_to(client, "place", {**HERE, "line2": "Suite 5"}, location.pk)
        assert ProposedChange.objects.open().get().values["line2"] == "Suite 5"

        send_to(client, "place", HERE, location.pk)

        assert not ProposedChange.objects.open().exists()

    def test_a_specialty(self, client, provider, now):
        send_to(client, "details", details(provider, specialty="Plastic surgeon"))

        provider.refresh_from_db()
        assert provider.specialty == ""
        assert change_case(provider).events.filter(about=Fact.BOARD).exists()
        assert "Your new specialty waits for our check." in client.get(reverse("provider:details")).content.decode()

        accept_all(provider, now=now)
        provider.refresh_from_db()
        assert provider.specialty == "Plastic surgeon"

    @pytest.mark.parametrize("typed", ["Board certified, FDA approved", "Registered nurse", "dermatologist"])
    def test_a_specialty_is_one_of_the_list_of_the_license_type(self, client, provider, typed):
        assert send_to(client, "details", details(provider, specialty=typed)).status_code == 422

    def test_small_fat_pads_are_kept_off_until_the_products_are_checked(self, client, provider, location):
        line, fat = location.offerings.get(), make_area_concern("stomach", "fat-pads")
        type(fat.concern).objects.filter(pk=fat.concern_id).update(needs_fda_note=True)

        send_to(client, "prices_of", {f"price_{line.area_concern_id}": "220", f"price_{fat.pk}": "300"}, location.pk)

        assert not Offering.objects.get(area_concern=fat).is_active
        assert "Name the product for fat or cellulite" in client.get(reverse("provider:home")).content.decode()
        assert change_case(provider).events.filter(about=Fact.PRODUCTS).exists()

    def test_insurance(self, client, provider):
        sent = {"insurer": "New Mutual", **ends("insurance_ends_on"), "document": photo()}

        send_to(client, "insurance", sent)

        assert change_case(provider).documents.get().kind == "insurance"
        assert "We are checking what you changed." in client.get(reverse("provider:home")).content.decode()

    def test_saving_without_a_change_bothers_nobody(self, client, provider, location):
        send_to(client, "place", HERE, location.pk)
        send_to(client, "details", details(provider))

        assert change_case(provider) is None


class TestOffTheLists:
    def test_a_pause_is_at_once_and_can_be_ended(self, client, provider, now):
        send_to(client, "pause", {})
        assert not listed_providers(on=now).exists()
        assert "You paused your profile on" in client.get(reverse("provider:home")).content.decode()

        send_to(client, "unpause", {})
        assert listed_providers(on=now).exists()

    def test_a_place_that_was_left(self, client, location, now):
        send_to(client, "place_leave", {}, location.pk)

        assert not listed_places(on=now).exists()
        assert PracticeLocation.objects.filter(pk=location.pk).exists()

    def test_why_patients_cannot_see_them_is_said(self, client, provider, now):
        provider.licenses.update(expires_on=now.date() - timedelta(days=3))

        page = client.get(reverse("provider:home")).content.decode()

        assert "Patients cannot see you now" in page
        assert "Your license in California ended on" in page


def test_ten_places_are_the_most(client, provider):
    for _ in range(9):
        make_location(provider)

    answer = send_to(client, "place_add", PLACE)

    assert answer.status_code == 422
    assert "Ten places are the most" in answer.content.decode()


def test_an_offering_of_another_place_is_not_touched(client, location):
    other = make_offering(make_location(location.provider), location.offerings.get().area_concern)

    send_to(client, "prices_of", {f"price_{other.area_concern_id}": "111"}, location.pk)

    other.refresh_from_db()
    assert other.price_per_session == 220
