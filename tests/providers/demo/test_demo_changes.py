"""The demonstration's provider has a change in each state, and runs once."""

import pytest

from providers.demo.changes import make_demo_changes
from providers.demo.loading import STAFF_EMAIL
from providers.demo.logins import email_of
from providers.demo.people import demonstration_npi
from providers.listing.listed import listed_places
from providers.screening.enums import ChangeState
from providers.screening.models import ProposedChange
from tests.factories.providers import make_listed_location, make_provider, make_user

pytestmark = pytest.mark.django_db


def test_there_is_a_change_in_each_state_and_patients_still_see_the_clinic(now):
    make_user(STAFF_EMAIL, is_staff=True)
    provider = make_provider(user=make_user(email_of("provider")), is_demonstration=True, npi=demonstration_npi(1, 1))
    place = make_listed_location(now=now, provider=provider)

    made = make_demo_changes(now=now)

    assert made == len(ChangeState)
    assert set(ProposedChange.objects.values_list("state", flat=True)) == set(ChangeState.values)
    assert listed_places(on=now).filter(pk=place.pk).exists()
    assert make_demo_changes(now=now) == 0
