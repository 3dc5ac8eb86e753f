"""Alerts of the demonstration's patient: each state, once."""

import pytest
from django.urls import reverse

from caarisma.accounts.models import User
from caarisma.common.outbox.models import Mail
from matching.watches.enums import WatchState
from matching.watches.models import Watch
from providers.demo.alerts import STATES, make_demo_alerts
from providers.demo.logins import make_demo_logins
from providers.demo.searches import make_demo_searches
from tests.factories.catalog import fill_catalog
from tests.factories.providers import make_listed_location

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(now) -> User:
    fill_catalog(now=now)
    make_listed_location(now=now)
    make_demo_logins(now=now)
    make_demo_searches(now=now)
    return User.objects.get(email="patient@demo.caarisma.example")


def test_there_is_one_in_each_state_and_no_mail_waits(patient, now):
    assert make_demo_alerts(now=now) == len(STATES)

    assert set(Watch.objects.values_list("state", flat=True)) == set(WatchState.values)
    assert not Mail.objects.filter(kind__startswith="watch_").exists()


def test_the_patient_sees_those_of_the_account(patient, now, client):
    make_demo_alerts(now=now)
    client.force_login(patient)

    page = client.get(reverse("me:home")).content.decode()

    for words in ("One mail a day at most", "Once a week at most", "It ended on", "You stopped it on"):
        assert words in page


def test_a_second_run_leaves_what_is_there(patient, now):
    make_demo_alerts(now=now)

    assert make_demo_alerts(now=now) == 0
    assert Watch.objects.count() == len(STATES)
