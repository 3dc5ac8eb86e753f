"""A link opens a request anywhere; what was written and shared shows only where whoever has the mail sits."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from matching.consultations.models import Hold, Request
from matching.requests.services.pressing import press_link
from matching.rights.whose import whose
from tests.factories.consultations import make_clinic, make_request
from tests.factories.providers import make_user
from tests.matching.consultations.conftest import code_in, token_in
from tests.matching.requests.browsing import ask_url, filled, hold, url_of

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
NOTE, FACT = "Is there a bus?", "A planted medicine."


@pytest.fixture
def request_(now) -> Request:
    return make_request(now=now, note=NOTE, shared=[("x", FACT)])


def pressed(client: Client, kind: str) -> None:
    """In this browser, with a link that was not asked for in it."""
    assert client.post(reverse("matching_consultations:press", args=[token_in(kind)])).status_code == 303


def reads(client: Client, request: Request) -> bool:
    page = client.get(url_of(request)).content.decode()
    assert (NOTE in page) == (FACT in page)
    assert ("Messages are put away" in page) != (NOTE in page)
    return NOTE in page


def test_a_link_from_a_mail_shows_how_it_stands_and_folds_what_was_written(client, request_):
    pressed(client, "visit_sent")

    assert client.get(url_of(request_)).status_code == 200
    assert not reads(client, request_)


def test_a_fresh_code_typed_there_shows_it_for_two_weeks(client, request_, now):
    pressed(client, "visit_sent")

    assert client.post(url_of(request_, "show")).url == reverse("matching_consultations:code")
    client.post(reverse("matching_consultations:code"), {"code": code_in("visit_link")})

    assert reads(client, request_)
    Hold.objects.update(proved_at=now - timedelta(days=14, minutes=1))
    assert not reads(client, request_)


def test_a_mailed_link_pressed_later_on_the_same_device_shows_no_more_and_no_less(client, request_, now):
    hold(client, request_, now=now)
    assert reads(client, request_)
    token = token_in("visit_sent")
    browser = Hold.objects.get().session_hash
    press_link(token=token, browser=browser, now=now + timedelta(days=1))
    assert reads(client, request_)
    Hold.objects.update(proved_at=now - timedelta(days=15))

    assert not reads(client, request_)


def test_the_device_on_which_it_was_written_needs_no_code(client, now):
    place = make_clinic(now=now)
    client.post(ask_url(place), filled(note=NOTE))
    token = token_in("visit_confirm")

    client.post(reverse("matching_consultations:press", args=[token]))

    assert NOTE in client.get(url_of(Request.objects.get())).content.decode()


def test_a_press_on_another_device_sends_it_and_folds_what_it_says(client, now):
    place = make_clinic(now=now)
    Client().post(ask_url(place), filled(note=NOTE))

    pressed(client, "visit_confirm")

    assert "Messages are put away" in client.get(url_of(Request.objects.get())).content.decode()


def test_one_persons_code_unfolds_nobody_elses_words_in_the_same_browser(client, request_, now):
    pressed(client, "visit_sent")
    other = make_request(now=now, note="Another note.")
    hold(client, other, now=now)

    assert not reads(client, request_)
    assert "Another note." in client.get(url_of(other)).content.decode()


def test_an_account_made_on_a_found_phone_downloads_no_words_of_who_is_held_there(client, request_, now, rf):
    pressed(client, "visit_sent")
    asked = rf.get("/")
    asked.session, asked.user = client.session, make_user()

    found = whose(asked, now=now)

    assert found.askers == {request_.asker_id}
    assert not found.shows_words


def test_only_who_holds_it_may_ask_for_a_code(client, request_):
    assert client.post(url_of(request_, "show")).status_code == 404


def test_a_hold_that_ended_proves_nothing_any_more(client, request_, now):
    hold(client, request_, now=now)
    Hold.objects.update(ends_at=now - timedelta(seconds=1), granted_at=now - timedelta(hours=1))

    pressed(client, "visit_sent")

    assert not reads(client, request_)
