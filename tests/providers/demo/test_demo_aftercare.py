"""Made-up answers after visits: the public page is alive, and every state can be seen."""

import pytest
from django.urls import reverse
from django.utils import timezone

from caarisma.common.outbox.models import Mail
from matching.aftercare.models import FollowUp, FollowUpConsent, OutcomeFigures, PlaceAlert
from providers.demo.aftercare import make_demo_aftercare
from providers.demo.loading import seed
from providers.demo.logins import make_demo_logins
from providers.demo.threads import make_demo_threads
from tests.factories.treatments import make_area_concern

pytestmark = pytest.mark.django_db


def test_there_are_outcomes_an_alert_and_every_state_and_a_second_run_adds_none(client):
    now = timezone.now()
    make_area_concern("face", "fine-lines")
    seed(providers=120, seed=1, on=now.date(), tell=lambda count: None)
    make_demo_logins(now=now)
    make_demo_threads(now=now)

    assert make_demo_aftercare(now=now) >= 50

    figures = OutcomeFigures.objects.get()
    assert (figures.told >= 50, figures.made_up) == (True, True)
    assert "Made up, for a demonstration" in client.get(reverse("aftercare:outcomes")).content.decode()
    (alert,) = PlaceAlert.objects.all()
    assert (alert.rule, alert.decision, alert.steps.count()) == ("two", "", 2)
    patients = FollowUp.objects.filter(visit__request__asker__user__email="patient@demo.caarisma.example")
    assert patients.open(on=now).count() == 1
    assert patients.filter(answers__isnull=False).count() == 2
    assert FollowUpConsent.objects.filter(withdrawn_at__isnull=False).count() == 1
    assert not Mail.objects.filter(kind__in=["visit_question", "place_alert"]).exists()
    assert make_demo_aftercare(now=now) == 0
