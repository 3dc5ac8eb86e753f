"""Clinics that said three times that they are here, and did not answer again: the desk lets them back, or not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from matching.consultations.models import Nudge
from providers.desk.access import READ, WORK
from tests.factories.consultations import make_clinic

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LIST = "desk:silent"


@pytest.fixture
def nudge(clock) -> Nudge:
    """Its clinic said "We are here" three times lately."""
    provider = make_clinic(now=clock).provider
    for days in (20, 10, 4):
        at = clock - days * DAY
        Nudge.objects.create(provider=provider, told_at=at - DAY, pauses_at=at, ended_at=at, ended_by=provider.user)
    paused = {"told_at": clock - 3 * DAY, "pauses_at": clock - DAY, "paused_at": clock - DAY}
    return Nudge.objects.create(provider=provider, **paused)


def test_the_front_page_counts_and_leads_to_them(client, sign_in_as, nudge):
    sign_in_as(READ)

    assert "<b>1</b> clinic that does not answer" in client.get(reverse("admin:index")).content.decode()
    page = client.get(reverse(LIST)).content.decode()
    assert str(nudge.provider) in page
    assert "Let patients ask them again" not in page


def test_a_person_lets_it_back_once(client, sign_in_as, nudge):
    ana = sign_in_as(READ, WORK)
    for _ in range(2):
        assert client.post(reverse("desk:let_clinic_back", args=[nudge.pk])).status_code == 303

    nudge.refresh_from_db()
    assert nudge.ended_by == ana
    assert "None." in client.get(reverse(LIST)).content.decode()


def test_nobody_lets_their_own_back(client, sign_in_as, nudge):
    nudge.provider.user = sign_in_as(READ, WORK)
    nudge.provider.save()

    client.post(reverse("desk:let_clinic_back", args=[nudge.pk]))

    nudge.refresh_from_db()
    assert nudge.ended_at is None


def test_the_clinic_reads_why_its_word_is_not_enough(nudge):
    clinic = Client()
    clinic.force_login(nudge.provider.user)
    home = clinic.get(reverse("provider:home")).content.decode()
    assert "Now a person of ours decides." in home
    assert reverse("provider:here") in home
    assert ">We are here<" not in home

    clinic.post(reverse("provider:here"))

    nudge.refresh_from_db()
    assert nudge.ended_at is None
