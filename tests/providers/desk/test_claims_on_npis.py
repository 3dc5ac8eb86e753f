"""A record that patients may see goes to nobody without a person of ours, and not to two."""

import pytest
from django.urls import reverse

from caarisma.accounts.models import AuditEvent
from providers.desk.access import READ, WORK
from providers.listing.listed import listed_places
from providers.screening.enums import CaseKind, CheckKind
from providers.screening.models import NpiClaim
from tests.factories.providers import make_listed_location, make_provider, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(sign_in_as):
    return sign_in_as(READ, WORK)


@pytest.fixture
def location(clock):
    return make_listed_location(now=clock, provider=make_provider(user=None))


@pytest.fixture
def claim(location, clock):
    return NpiClaim.objects.create(provider=location.provider, user=make_user("cleo@example.com"), made_at=clock)


def test_a_record_that_is_given_has_its_identity_checked_and_stays_listed(client, ana, claim, location, clock):
    page = client.get(reverse("desk:claims")).content.decode()
    client.post(reverse("desk:claim", args=[claim.pk]), {"decision": "give"})

    location.provider.refresh_from_db()
    case = location.provider.screening_cases.get(kind=CaseKind.CHANGE)
    assert "cleo@example.com" in page
    assert location.provider.user == claim.user
    assert not case.checks.filter(kind=CheckKind.IDENTITY).exists()
    assert listed_places(on=clock).filter(pk=location.pk).exists()
    assert AuditEvent.objects.get(verb="npi_claim.give").actor == ana


def test_a_record_that_somebody_holds_is_not_given_away(client, ana, claim, location):
    holder = make_user("holder@example.com")
    type(location.provider).objects.filter(pk=location.provider_id).update(user=holder)

    response = client.post(reverse("desk:claim", args=[claim.pk]), {"decision": "give"}, follow=True)

    location.provider.refresh_from_db()
    assert location.provider.user == holder
    assert "Somebody holds this record." in response.content.decode()


def test_a_refused_claim_waits_no_more(client, ana, claim):
    client.post(reverse("desk:claim", args=[claim.pk]), {"decision": "refuse"})
    again = client.post(reverse("desk:claim", args=[claim.pk]), {"decision": "give"}, follow=True)

    claim.refresh_from_db()
    assert (claim.decided_by, claim.provider.user) == (ana, None)
    assert "decided already" in again.content.decode()


def test_a_decision_that_is_none_changes_nothing(client, ana, claim):
    client.post(reverse("desk:claim", args=[claim.pk]), {"decision": "burn"})

    claim.refresh_from_db()
    assert (claim.refused_at, claim.provider.user) == (None, None)
