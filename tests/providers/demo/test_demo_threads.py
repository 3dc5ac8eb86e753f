"""Requests of the demonstration: every state for its patient and for its clinic, once."""

import pytest
from django.utils import timezone

from caarisma.accounts.models import User
from caarisma.common.outbox.models import Mail
from matching.consultations.enums import RequestState
from matching.consultations.models import Request
from providers.demo.loading import seed
from providers.demo.logins import make_demo_logins
from providers.demo.threads import make_demo_threads
from providers.directory.models import Provider
from tests.factories.treatments import make_area_concern

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def made(now) -> int:
    make_area_concern("face", "fine-lines")
    seed(providers=400, seed=1, on=now.date(), tell=lambda count: None)
    make_demo_logins(now=now)
    return make_demo_threads(now=now)


def test_every_state_is_there_and_a_second_run_adds_none(made, now):
    clinic = User.objects.get(email="provider@demo.caarisma.example")
    states = set(Request.objects.filter(provider__user=clinic).values_list("state", flat=True))
    by_patient = Request.objects.filter(asker__user__email="patient@demo.caarisma.example")

    assert states == set(RequestState.values)
    assert by_patient.exists()
    assert not Mail.objects.filter(kind__startswith="visit_").exists()
    assert make_demo_threads(now=now) == 0
    assert Request.objects.count() == made


def test_most_clinics_can_be_asked_and_some_cannot(made):
    people = Provider.objects.count()

    assert people * 0.8 < Provider.objects.filter(user__isnull=False).count() < people
