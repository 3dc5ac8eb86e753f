"""After a call, on the page of a place: one tap, told back, taken back."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from matching.search.models import Intake
from providers.calls.callers import CALLER_KEY
from providers.calls.models import CallReport, PhoneQuestion
from tests.factories.matching import make_intake, own
from tests.factories.providers import make_listed_location

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_listed_location(now=timezone.now(), phone="510-555-0142")


def address(place, page: str = "") -> str:
    return place.address_on_site(place.provider.slug) + page


def tell(client, place, outcome, **how):
    return client.post(address(place, "called/"), {"outcome": outcome}, **how)


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_one_tap_without_an_account_is_told_back(client, place):
    response = tell(client, place, "nobody")

    assert (response.status_code, response.headers["Location"]) == (303, address(place, "#call"))
    assert "Thank you. You told us: Nobody answered." in text(client.get(address(place)))
    assert "You told us" not in text(Client().get(address(place)))


def test_it_can_be_taken_back(client, place):
    tell(client, place, "no")

    tell(client, place, "back")

    assert not CallReport.objects.exists()
    assert "Did you call?" in text(client.get(address(place)))


def test_it_goes_with_the_answers(client, place):
    intake = make_intake(now=timezone.now())
    own(client, intake)
    tell(client, place, "time")

    client.post(f"{intake.get_absolute_url()}erase/")

    assert not Intake.objects.exists()
    assert not CallReport.objects.exists()
    assert CALLER_KEY not in client.session


@pytest.mark.parametrize("outcome", ["", "maybe", "\0", "\ud800", "x" * 10_000, "\u202etime"])
def test_anything_else_is_told_beside_the_buttons(client, place, outcome):
    typed = urlencode({"outcome": outcome}, errors="surrogatepass")
    response = client.post(address(place, "called/"), typed, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 422
    assert re.search(r'role="alert">[^<]*Choose how the call went', text(response))
    assert not CallReport.objects.exists()


def test_opened_or_loaded_anew_it_is_the_page_of_the_place(client, place):
    assert client.get(address(place, "called/")).headers["Location"] == address(place)


def test_twenty_a_day_from_one_internet_address(client, place):
    for _ in range(20):
        assert tell(Client(), place, "nobody").status_code == 303

    response = tell(Client(), place, "nobody")

    assert response.status_code == 429
    assert "That is a lot of calls for one day." in text(response)
    assert CallReport.objects.count() == 20


def test_without_the_token_of_our_form_nothing_is_kept(place):
    assert tell(Client(enforce_csrf_checks=True), place, "time").status_code == 403
    assert not CallReport.objects.exists()


def test_of_a_place_that_patients_do_not_see_nobody_tells(client, place):
    place.provider.licenses.update(status="revoked")

    assert tell(client, place, "time").status_code == 404


def test_a_garbled_session_is_a_new_caller(client, place):
    session = client.session
    session[CALLER_KEY] = 5
    session.save()

    assert client.get(address(place)).status_code == 200
    assert tell(client, place, "time").status_code == 303


def test_three_browsers_that_reached_nobody_change_what_the_next_one_reads(client, place):
    for _ in range(3):
        tell(Client(), place, "nobody")

    assert PhoneQuestion.objects.count() == 1
    assert "We asked the clinic if the number is right." in text(client.get(address(place)))


def test_the_next_one_reads_that_somebody_got_a_time(client, place):
    tell(Client(), place, "time")

    assert "and told us that they got a time." in text(client.get(address(place)))


def test_the_row_holds_no_key_of_the_session(client, place):
    tell(client, place, "time")

    report = CallReport.objects.get()
    assert report.caller not in {client.session.session_key, client.session[CALLER_KEY]}
