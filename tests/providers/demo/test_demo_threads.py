"""Requests of the demonstration: every state for its patient and for its clinic, once."""

import pytest
from django.utils import timezone

from caarisma.accounts.models import User
from caarisma.common.outbox.models import Mail
from matching.consultations.enums import RequestState
from matching.consultations.models import AbuseReport, Nudge, Request, SpecialDay
from matching.consultations.services.zones import unsettled_visits
from providers.demo.habits import make_demo_habits
from providers.demo.loading import seed
from providers.demo.logins import make_demo_logins
from providers.demo.reports import make_demo_reports
from providers.demo.threads import make_demo_threads
from providers.directory.models import AnswerRecord, Provider
from providers.reports.models import PlaceReport
from tests.factories.treatments import make_area_concern
from tests.providers.conftest import Shared

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(shared: Shared) -> int:
    with shared():
        now = timezone.now().replace(microsecond=0)
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


def test_the_desk_has_reports_of_each_kind_and_mails_that_did_not_go_once(made, now):
    reports = make_demo_reports(now=now)

    assert AbuseReport.objects.count() + PlaceReport.objects.count() == reports
    assert set(PlaceReport.objects.values_list("state", flat=True)) == {"open", "upheld", "dismissed"}
    assert PlaceReport.objects.open().filter(due_at__lt=now).exists()
    assert AbuseReport.objects.filter(state="open", closing_by__isnull=False).exists()
    assert AbuseReport.objects.filter(state="open", reason="visited").exists()
    assert Mail.objects.stuck(on=now).count() == 4
    assert make_demo_reports(now=now) == 0


def test_clinics_answer_in_every_way_and_say_their_days_once(made, now):
    more = make_demo_habits(now=now)
    quiet, open_one = (User.objects.get(email=f"provider{n}@demo.caarisma.example").provider for n in ("2", ""))

    assert more > 30
    assert Nudge.objects.open().filter(provider=quiet, paused_at=None).exists()
    assert unsettled_visits(now=now).filter(provider=quiet).exists()
    assert SpecialDay.objects.filter(place__provider=open_one).exists()
    assert Nudge.objects.for_desk(on=now).count() == 1
    assert AnswerRecord.objects.count() >= 4
    assert {record.told.days for record in AnswerRecord.objects.all()} > {0}
    assert not Mail.objects.filter(kind__in=["clinic_nudged", "clinic_new"]).exists()
    assert make_demo_habits(now=now) == 0
