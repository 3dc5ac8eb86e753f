"""The demonstration shows the desk's lists in each state, once."""

import pytest

from providers.appeals.models import Appeal
from providers.attestation.models import Attestation
from providers.demo.desk import make_demo_desk
from providers.demo.logins import make_demo_logins
from providers.directory.npi import npi_from_nine
from providers.merging.models import Merge
from providers.screening.models import TwoPersonDecision
from providers.worklists.models import Assignment, StaffAbsence
from tests.factories.providers import make_location
from tests.providers.vetting.cases import make_clinic, sent_case
from tests.rewriting import history_rewritten

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def test_each_list_has_something_once(now):
    make_demo_logins(now=now)
    for number in range(3):
        place = make_clinic(is_demonstration=True, npi=npi_from_nine(f"2{number:08d}"))
        make_location(place.provider, line1="3 Other Street")
        sent_case(place, now=now)
    with history_rewritten():
        Attestation.objects.all().delete()

    assert make_demo_desk(now=now)

    assert Attestation.objects.count() == 3
    assert TwoPersonDecision.objects.waiting().get().kind == "turn_down"
    assert sorted(Appeal.objects.values_list("outcome", flat=True)) == ["", "", "refused"]
    assert Appeal.objects.late(on=now).count() == 1
    assert sorted(Merge.objects.values_list("outcome", flat=True)) == ["", "refused"]
    assert (StaffAbsence.objects.count(), Assignment.objects.count()) == (1, 3)
    assert not make_demo_desk(now=now)
