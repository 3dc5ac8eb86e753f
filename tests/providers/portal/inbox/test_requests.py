"""The clinic's inbox: what waits, what was shared and nothing else, how many it takes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from caarisma.accounts.models import AuditEvent
from matching.consultations.enums import ContactWay, RequestState
from matching.consultations.models import PlaceCapacity, Request
from providers.vetting.decisions.holds import suspend_provider
from tests.factories.consultations import make_agreed, make_clinic, make_request
from tests.factories.providers import make_staff
from tests.providers.portal.inbox.requesting import MAIL, read, url

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def test_the_inbox_says_who_waits_and_until_when(client, asked):
    page = client.get(reverse("provider:requests")).content.decode()

    assert "Ana" in page
    assert asked.reference in page
    assert "Answer by" in page
    assert "New here. We do not know yet how fast it answers." in page
    assert "1 request waits for you." in client.get(reverse("provider:home")).content.decode()


def test_a_late_one_is_called_late(client, asked):
    Request.objects.filter(pk=asked.pk).update(due_at=timezone.now() - timedelta(hours=1))

    assert "Late" in client.get(reverse("provider:requests")).content.decode()
    assert "Your answer is late" in read(client, asked)


def test_filters_show_what_they_say(client, place, asked, now):
    agreed = make_agreed(place, now=now, first_name="Joy")

    page = client.get(reverse("provider:requests"), {"show": "agreed"}).content.decode()

    assert agreed.reference in page
    assert asked.reference not in page


@pytest.mark.parametrize("show", ["", "x" * 300, "\x00", "over"])
def test_a_filter_that_nobody_made_is_no_fault(client, show):
    assert client.get(reverse("provider:requests"), {"show": show}).status_code == 200


def test_rows_cost_no_queries(client, place, asked, now, django_assert_max_num_queries):
    client.get(reverse("provider:requests"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("provider:requests"))
    for _ in range(3):
        make_request(place, now=now)

    with django_assert_max_num_queries(len(few)):
        client.get(reverse("provider:requests"))


def test_the_clinic_reads_what_was_shared_and_nothing_else(client, asked):
    page = read(client, asked)

    assert "You take a planted thinner." in page
    assert "The planted note." in page
    assert MAIL not in page
    assert "555-0188" not in page  # they did not choose a call
    asked.refresh_from_db()
    assert asked.state == RequestState.SEEN


def test_the_phone_is_for_who_asked_for_a_call(client, place, now):
    asked = make_request(place, now=now, way=ContactWay.PHONE, phone="510-555-0188")

    assert "555-0188" in read(client, asked)


def test_a_first_reading_is_one_line_of_the_trail(client, asked):
    read(client, asked)
    read(client, asked)

    event = AuditEvent.objects.get(verb="read request")
    assert event.details == {"facts": 1, "messages": 0}


def test_looking_at_the_head_alone_reads_nothing(client, asked):
    client.head(url(asked))

    asked.refresh_from_db()
    assert asked.state == RequestState.SENT


def test_another_clinic_finds_nothing(asked, now):
    stranger = Client()
    stranger.force_login(make_clinic(now=now).provider.user)

    assert stranger.get(url(asked)).status_code == 404
    assert stranger.post(url(asked, "decline"), {"reason": "no_time"}).status_code == 404


def test_full_until_and_places_a_week_are_kept(client, place, now):
    page = reverse("provider:limits_of", args=[place.pk])
    assert client.post(page, {"places": "0", "until": "Nov 1, 2026"}).status_code == 422
    assert client.post(page, {"places": "4", "until": "Dec 15"}).status_code == 303

    said = PlaceCapacity.objects.get(place=place)
    assert (said.places_a_week, str(said.full_until)) == (4, "2026-12-15")
    assert "full until" in client.get(page).content.decode()


def test_pages_speak_spanish_and_keep_their_titles_dull(client, asked):
    page = client.get("/es" + url(asked)).content.decode()

    assert 'lang="es' in page
    assert "planted" not in page.split("<title>")[1].split("</title>")[0]


def test_a_clinic_that_is_kept_out_reads_no_name_from_that_moment_on(client, place, asked, now):
    """Until the sweeper closes the request. What is agreed stays readable."""
    make_agreed(place, now=now, first_name="Joy")

    suspend_provider(provider_id=place.provider_id, words="Why", by=make_staff(), now=now)
    page = client.get(reverse("provider:requests"), {"show": "open"}).content.decode()

    assert asked.reference in page
    assert "Ana" not in page
    assert "Joy" in page
