"""What people get wrong: told beside the field with 422, nothing typed is lost, nothing is half saved."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from providers.directory.geocoding.zip_codes import zip_place
from providers.directory.models import Offering, WeeklyHours
from providers.hours.forms import HoursForm
from providers.portal.dates import DateField
from providers.screening.models import Document, Upload
from tests.factories.providers import make_case, make_location, make_provider, make_user
from tests.factories.treatments import make_area_concern
from tests.providers.portal.walk import DETAILS, HOURS, PLACE, ends, license_of, photo, send_to
from tests.providers.vetting.files import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    make_area_concern()
    provider = make_provider(user=make_user())
    make_case(provider)
    make_location(provider)
    return provider


@pytest.fixture
def client(provider) -> Client:
    client = Client()
    client.force_login(provider.user)
    return client


def refused(client: Client, page: str, data: dict[str, object], *arguments: object) -> str:
    answer = send_to(client, page, data, *arguments)
    assert answer.status_code == 422
    assert "<title>Error:" in answer.content.decode()
    return answer.content.decode()


def date_of(month: str, day: str, year: str, name: str = "expires_on") -> dict[str, str]:
    return {f"{name}_month": month, f"{name}_day": day, f"{name}_year": year}


class TestDates:
    def test_a_date_is_one_field_as_people_write_it(self):
        assert DateField().clean("feb 29 2028") == date(2028, 2, 29)
        assert DateField().clean("8/31/2027") == date(2027, 8, 31)

    def test_a_page_of_before_with_three_fields_is_still_read(self, client, provider):
        assert send_to(client, "license_add", {**license_of(), **date_of("8", "31st", "27")}).status_code == 303
        assert provider.licenses.get().expires_on == date(2027, 8, 31)

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("", "Enter a date"),
            ("Aug 2027", "Enter a date with its year"),
            ("Feb 29 2027", "The calendar has no such day"),
            ("Aug 31 205", "Enter a date with its year"),
            ("Aug x 2027", "Enter a date with its year"),
            ("Aug 31 2001", "This date has passed"),
            ("Aug 31 2099", "more than 10 years away"),
        ],
    )
    def test_what_is_none_is_told_and_kept(self, client, typed, told):
        page = refused(client, "license_add", {**license_of(), "expires_on": typed})

        assert told in page
        assert 'value="a12345"' in page
        assert not typed or f'value="{typed}"' in page


class TestPapers:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"state": ""}, "Choose the state of this license"),
            ({"state": "XX"}, "Choose one from this list"),
            ({"number": ""}, "Enter the license number"),
            ({"number": "<script>"}, "letters, digits, dots and dashes"),
            ({"number": "A" * 31}, "at most 30"),
            ({"document": SimpleUploadedFile("a.heic", b"\0\0\0\x18ftypheic")}, "HEIC"),
            ({"document": SimpleUploadedFile("a.pdf", pdf(21))}, "more than 20 pages"),
            ({"document": SimpleUploadedFile("a.jpg", b"")}, "This file is empty"),
        ],
    )
    def test_a_license(self, client, provider, changes, told):
        assert told in refused(client, "license_add", license_of(**changes))
        assert not provider.licenses.exists()
        assert not Document.objects.exists()

    def test_the_same_license_twice(self, client, provider):
        send_to(client, "license_add", license_of())

        assert "entered this license already" in refused(client, "license_add", license_of(number="A12345 "))
        assert provider.licenses.count() == 1

    def test_a_file_that_is_too_large_is_not_kept(self, client):
        page = refused(client, "identity", {"document": SimpleUploadedFile("a.jpg", b"x" * (25 * 1024 * 1024 + 1))})

        assert "larger than 25 MB" in page
        assert not Upload.objects.exists()

    @pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\temp\\<b>.jpg", "a\u202egpj.exe", "", "x" * 300])
    def test_a_files_name_is_only_a_word(self, client, name):
        sent = photo()
        sent._name = name or "noname"

        send_to(client, "identity", {"document": sent})

        title = Document.objects.get().title
        assert len(title) <= 80
        assert not set("/\\\u202e") & set(title)

    def test_insurance_that_has_ended(self, client):
        sent = {"insurer": "Acme", **ends("insurance_ends_on", date(2020, 1, 1)), "document": photo()}

        assert "This date has passed" in refused(client, "insurance", sent)

    def test_a_board_without_a_name(self, client):
        assert "Enter the name of the board" in refused(client, "board", {"claims_board": "yes"})

    def test_a_change_of_mind_about_the_board_clears_it(self, client, provider):
        send_to(client, "board", {"claims_board": "yes", "board_name": "ABD", **ends("board_ends_on")})
        send_to(client, "board", {"claims_board": "no", "board_name": "ABD"})

        said = provider.statement
        assert (said.claims_board, said.board_name, said.board_ends_on) == (False, "", None)

    def test_a_supervisor_with_a_wrong_npi(self, client):
        sent = {"supervisor_name": "A", "supervisor_state": "CA", "supervisor_license": "1", "supervisor_npi": "1" * 10}

        assert "One digit of this NPI is wrong" in refused(client, "supervisor_in", sent, "ca")

    def test_a_supervisors_npi_in_groups(self, client, provider):
        sent = {"supervisor_name": "A", "supervisor_state": "CA", "supervisor_license": "1", "document": photo()}

        assert send_to(client, "supervisor_in", {**sent, "supervisor_npi": "1234 567 893"}, "ca").status_code == 303
        assert provider.supervisions.get().npi == "1234567893"

    def test_no_language_at_all(self, client):
        assert "Choose at least one language" in refused(client, "details", {**DETAILS, "languages": []})


class TestPlaces:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"zip_code": "00000"}, "We cannot find 00000"),
            ({"zip_code": "9461"}, "Enter a 5 digit ZIP code"),
            ({"state": "NV"}, "This ZIP code is in another state"),
            ({"phone": "555"}, "phone number of 10 digits"),
            ({"phone": "510-555-CARE"}, "phone number of 10 digits"),
            ({"first_visit_fee": "none"}, "Enter a whole dollar amount, like 250"),
            ({"first_visit_fee": "2001"}, "whole dollar amount from 0 to 2,000"),
            ({"clinic_name": ""}, "Enter the name of the clinic"),
            ({"clinic_name": "-"}, "Enter the name of the clinic"),
            ({"owner_name": "Self"}, "Write the name: we look for it on the lists"),
            ({"line2": "9 Pier Way", "line1": "P.O. Box 12"}, "not a post office box"),
            ({"city": "x" * 61}, "at most 60"),
        ],
    )
    def test_an_address(self, client, provider, changes, told):
        page = refused(client, "place_add", {**PLACE, **changes})

        assert told in page
        assert 'value="9 Pier Way"' in page
        assert provider.locations.count() == 1

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ({"phone": "+1 (510) 555-0100 ext. 12"}, {"phone": "510-555-0100 x12"}),
            ({"zip_code": "94612 1234"}, {"zip_code": "94612"}),
            ({"zip_code": "94612-"}, {"zip_code": "94612"}),
            ({"first_visit_fee": "75 $"}, {"first_visit_fee": 75}),
            ({"first_visit_fee": "free"}, {"first_visit_fee": 0}),
            ({"city": "OAKLAND"}, {"city": "Oakland"}),
            (
                {"line1": "9  Pier Way\tB", "clinic_name": "Harbor\u00a0 Skin"},
                {"line1": "9 Pier Way B", "clinic_name": "Harbor Skin"},
            ),
            ({"line2": "Ste.\u200b 4"}, {"line2": "Ste. 4"}),
        ],
    )
    def test_what_has_one_meaning_is_taken_as_people_write_it(self, client, provider, typed, kept):
        assert send_to(client, "place_add", {**PLACE, **typed}).status_code == 303

        place = provider.locations.latest("pk")
        assert {name: getattr(place, name) for name in kept} == kept


class TestPrices:
    @pytest.mark.parametrize(
        ("price", "sessions", "told"),
        [
            ("", "", "Enter a price for at least one line"),
            ("10", "", "whole dollars from 20 to 5,000"),
            ("1,50", "", "Enter a whole dollar amount"),
            ("5001", "", "whole dollars from 20 to 5,000"),
            ("-5", "", "Enter a whole dollar amount"),
            ("200", "many", "Enter a whole number"),
            ("", "12", "Enter a price, or clear the number"),
        ],
    )
    def test_what_is_no_price(self, client, provider, price, sessions, told):
        line, place = make_area_concern(), provider.locations.get()

        page = refused(client, "prices_of", {f"price_{line.pk}": price, f"sessions_{line.pk}": sessions}, place.pk)

        assert told in page
        assert not price or f'value="{price}"' in page
        assert not Offering.objects.exists()

    @pytest.mark.parametrize(("name", "number"), [("price", "79"), ("price", "601"), ("sessions", "3001")])
    def test_an_unusual_number_is_asked_about_at_once_and_taken_the_second_time(self, client, provider, name, number):
        line, place = make_area_concern(), provider.locations.get()
        typed = {f"price_{line.pk}": "220", f"sessions_{line.pk}": "10", f"{name}_{line.pk}": number}

        answer = send_to(client, "prices_of", typed, place.pk)
        assert answer.status_code == 422
        assert "This is unusual. Is it right?" in answer.content.decode()
        assert not Offering.objects.exists()

        again = {**typed, "asked": answer.context["form"].asked()}
        assert send_to(client, "prices_of", again, place.pk).status_code == 303
        assert send_to(client, "prices_of", typed, place.pk).status_code == 303  # it is on record now

    def test_another_unusual_number_is_asked_about_again(self, client, provider):
        line, place = make_area_concern(), provider.locations.get()

        answer = send_to(client, "prices_of", {f"price_{line.pk}": "30", "asked": f"price_{line.pk}=40"}, place.pk)

        assert answer.status_code == 422

    def test_more_sessions_than_anybody_gives_are_refused(self, client, provider):
        line, place = make_area_concern(), provider.locations.get()

        refused(client, "prices_of", {f"price_{line.pk}": "220", f"sessions_{line.pk}": "100000"}, place.pk)

    @pytest.mark.parametrize("done", [0, 40])
    def test_a_treatment_is_taken_off_by_clearing_its_price(self, client, provider, done):
        place, kept, gone = provider.locations.get(), make_area_concern(), make_area_concern("neck", "dull-tone")
        for line in (kept, gone):
            Offering.objects.create(location=place, area_concern=line, price_per_session=220, sessions_done=done)
        form = client.get(reverse("provider:prices_of", args=[place.pk])).context["form"]
        opened = {name: form[name].value() or "" for name in form.fields}

        assert send_to(client, "prices_of", {**opened, f"price_{gone.pk}": ""}, place.pk).status_code == 303

        offered = dict(place.offerings.values_list("area_concern", "is_active"))
        assert offered == {kept.pk: True, gone.pk: False}


class TestPhones:
    @pytest.mark.parametrize(
        ("phone", "told"),
        [
            ("900-555-1234", "would pay extra"),
            ("(510) 976-1234", "would pay extra"),
            ("416-555-0100", "in another country"),
            ("1 876 555 0100", "in another country"),
            ("700-555-0100", "Enter a US phone number"),
            ("110-555-0100", "phone number of 10 digits"),
            ("510-155-0100", "phone number of 10 digits"),
            ("+52 55 1234 5678", "phone number of 10 digits"),
        ],
    )
    def test_a_number_that_patients_should_not_be_sent_to(self, client, phone, told):
        assert told in refused(client, "place_add", {**PLACE, "phone": phone})

    @pytest.mark.parametrize(
        "phone", ["787-555-0100", "340-555-0100", "671-555-0100", "800-555-0100", "+1 510 555 0100"]
    )
    def test_the_islands_and_free_numbers_are_fine(self, client, phone):
        assert send_to(client, "place_add", {**PLACE, "phone": phone}).status_code == 303


class TestZipOverTheLine:
    @pytest.mark.parametrize(("state", "saved"), [("KY", True), ("TN", True), ("OH", False)])
    def test_the_state_that_was_typed_counts_where_the_area_reaches_into_it(self, client, provider, state, saved):
        typed = {**PLACE, "city": "Fort Campbell", "zip_code": "42223", "state": state}

        answer = client.post(reverse("provider:place_add"), typed, follow=True)

        assert provider.locations.filter(state=state).exists() is saved
        told = "The post office counts 42223 to" in answer.content.decode()
        assert told is (saved and state != zip_place("42223").state)


class TestHours:
    @pytest.fixture
    def place(self, provider):
        return provider.locations.get()

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({}, "Enter the hours of at least one day"),
            ({"opens_0": "8", "closes_0": "9"}, "Is it 9 AM or 9 PM?"),
            ({"opens_0": "9 AM"}, "Enter a time with AM or PM"),
            ({"opens_0": "5 PM", "closes_0": "9 AM"}, "has to be after the opening time"),
            ({**HOURS, "opening_day": "soon"}, "Enter a date with its year"),
            ({**HOURS, "opening_day": "2020-01-01", "opening_time": "2 PM"}, "Enter a time to come, within a year"),
        ],
    )
    def test_what_is_no_time(self, client, place, typed, told):
        assert told in refused(client, "hours_of", typed, place.pk)
        assert not WeeklyHours.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "field", "told"),
        [
            ({"second_day": "+3", "second_time": "6 PM"}, "opening_day", "Enter your next free time too"),
            ({"opening_day": "+9", "opening_time": "9 AM", "second_day": "+3", "second_time": "6 PM"}, "second_day",
             "Your next free time is later than this"),
            ({"opening_day": "+3", "opening_time": "6 PM", "second_day": "+3", "second_time": "6 PM"}, "second_day",
             "Your next free time is later than this"),
            ({"opening_day": "+3", "opening_time": "9 AM", "second_day": "+3"}, "second_time", "Enter a time with AM"),
            ({"opening_day": "+3", "opening_time": "9 AM", "second_day": "+900", "second_time": "6 PM"}, "second_day",
             "Enter a time to come, within a year"),
        ],
    )  # fmt: skip
    def test_a_second_free_time_that_cannot_be_is_told_beside_its_field(self, place, typed, field, told, now):
        days = {
            key: (now + timedelta(days=int(said))).date().isoformat() for key, said in typed.items() if said[0] == "+"
        }

        form = HoursForm({**HOURS, **typed, **days}, location=place, now=now)

        assert list(form.errors) == [field]
        assert told in form.errors[field][0]

    def test_a_time_that_the_clocks_skip_is_refused(self, place):
        before = datetime(2027, 3, 1, tzinfo=UTC)

        form = HoursForm({**HOURS, "opening_day": "2027-03-14", "opening_time": "2:30 AM"}, location=place, now=before)

        assert form.errors["opening_time"] == ["The clocks change then, and this time does not exist"]

    def test_what_was_saved_is_shown_and_can_be_saved_again(self, client, place, now):
        send_to(client, "hours_of", HOURS, place.pk)
        form = client.get(reverse("provider:hours_of", args=[place.pk])).context["form"]
        again = {name: form[name].value() or "" for name in form.fields}

        assert (again["opens_3"], again["closes_3"]) == ("9:30 AM", "12:15 PM")
        assert send_to(client, "hours_of", again, place.pk).status_code == 303


def test_a_page_asked_for_in_the_far_future_is_not_an_error(client):
    for address in ("/provider/licenses/99999999999999999999/", "/provider/places/99999999999999999999/hours/"):
        assert client.get(address).status_code == 404


def test_a_null_byte_is_refused_and_not_an_error(client):
    assert "One character here cannot be read" in refused(client, "place_add", {**PLACE, "line1": "9 Pier\0 Way"})


def test_extra_fields_change_nothing(client, provider):
    other = make_user()

    send_to(client, "details", {**DETAILS, "user": other.pk, "npi": "1", "slug": "x", "is_demonstration": "on"})

    before = (provider.user_id, provider.npi, provider.slug)
    provider.refresh_from_db()
    assert (provider.user_id, provider.npi, provider.slug, provider.is_demonstration) == (*before, False)


def test_what_is_tomorrow_is_not_yet_past(client, provider):
    tomorrow = date.today() + timedelta(days=1)

    assert send_to(client, "license_add", license_of(**ends("expires_on", tomorrow))).status_code == 303
