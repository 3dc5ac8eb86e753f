"""Lists of the demonstration's patient: every state, once, and again when they have ended."""

from datetime import timedelta

import pytest
from django.urls import reverse

from caarisma.accounts.models import User
from matching.search.models import HealthAnswers, Intake
from providers.demo.logins import make_demo_logins
from providers.demo.searches import SEARCHES, make_demo_searches
from tests.factories.catalog import fill_catalog
from tests.factories.providers import make_listed_location

pytestmark = pytest.mark.django_db

EVERY = len(SEARCHES) + 1


@pytest.fixture
def patient(now) -> User:
    fill_catalog(now=now)
    make_listed_location(now=now)
    make_demo_logins(now=now)
    return User.objects.get(email="patient@demo.caarisma.example")


def test_each_is_ranked_and_one_is_shared_with_health_answers_beside_it(patient, now):
    assert make_demo_searches(now=now) == EVERY

    lists = Intake.objects.filter(owner=patient)
    shared = lists.exclude(share_token=None).get()
    assert all(intake.job.list_at for intake in lists)
    assert HealthAnswers.objects.get().intake == shared
    assert shared.matches.exists()


def test_they_open_for_the_patient_in_every_state(patient, now, client):
    make_demo_searches(now=now)
    client.force_login(patient)

    pages = [client.get(intake.get_absolute_url()).content.decode() for intake in Intake.objects.filter(owner=patient)]

    assert sum("fits your plan" in page for page in pages) == 1
    assert sum("No provider fits yet" in page for page in pages) == EVERY - 1
    assert sum("We list no shots for fat or cellulite now." in page for page in pages) == 1
    assert client.get(reverse("me:home")).status_code == 200


def test_again_only_when_they_have_ended(patient, now):
    make_demo_searches(now=now)

    assert make_demo_searches(now=now + timedelta(days=29)) == 0
    assert make_demo_searches(now=now + timedelta(days=31)) == EVERY
