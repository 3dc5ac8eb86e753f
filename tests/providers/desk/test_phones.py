"""Phones that nobody answers stand on the desk's front page until somebody says that they are right."""

from hashlib import sha256

import pytest
from django.urls import reverse

from providers.calls.enums import CallOutcome
from providers.calls.models import PhoneQuestion
from providers.calls.services import record_call
from providers.desk.access import READ, WORK
from tests.factories.providers import make_location, make_provider

pytestmark = pytest.mark.django_db


def ask(place, now) -> PhoneQuestion:
    for number in range(3):
        caller = sha256(str(number).encode()).hexdigest()
        record_call(location_id=place.pk, caller=caller, outcome=CallOutcome.NOBODY, now=now)
    return PhoneQuestion.objects.get(location=place)


def test_the_front_page_counts_and_leads_to_them(client, sign_in_as, clock):
    sign_in_as(READ)
    ask(make_location(phone="510-555-0142"), clock)

    front = client.get(reverse("admin:index")).content.decode()
    page = client.get(reverse("desk:phones")).content.decode()

    assert f'<a href="{reverse("desk:phones")}"><b>1</b> phone that nobody answers' in front
    assert "510-555-0142" in page
    assert "Reports: 3 of nobody, 0 of an answer." in page
    assert "We called, and it works" not in page  # who reads does not settle


def test_who_called_settles_it(client, sign_in_as, clock):
    ana = sign_in_as(READ, WORK)
    question = ask(make_location(phone="510-555-0142"), clock)

    assert client.post(reverse("desk:settle_phone", args=[question.pk])).status_code == 303

    question.refresh_from_db()
    assert question.answered_by == ana
    assert "None." in client.get(reverse("desk:phones")).content.decode()


def test_nobody_settles_their_own(client, sign_in_as, clock):
    ana = sign_in_as(READ, WORK)
    question = ask(make_location(make_provider(user=ana), phone="510-555-0142"), clock)

    client.post(reverse("desk:settle_phone", args=[question.pk]))

    assert PhoneQuestion.objects.open().exists()


def test_rows_cost_no_queries(client, sign_in_as, clock, django_assert_max_num_queries):
    sign_in_as(READ)
    ask(make_location(phone="510-555-0142"), clock)
    with django_assert_max_num_queries(30) as few:
        client.get(reverse("desk:phones"))
    for _ in range(3):
        ask(make_location(phone="510-555-0142"), clock)

    with django_assert_max_num_queries(len(few)):
        client.get(reverse("desk:phones"))
