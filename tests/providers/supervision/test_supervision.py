"""Each state has its own supervisor, with an end; the desk reads all of them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from providers.directory.models import Provider
from providers.portal.standing import standing_of
from providers.supervision.models import Supervision
from tests.factories.providers import make_case, make_location, make_provider, make_user
from tests.providers.portal.walk import ends

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse() -> Provider:
    provider = make_provider(user=make_user(), profession="rn")
    make_case(provider)
    make_location(provider)
    make_location(provider, state="NV", city="Reno", zip_code="89501")
    return provider


@pytest.fixture
def client(nurse) -> Client:
    client = Client()
    client.force_login(nurse.user)
    return client


def named(**changes: str) -> dict[str, str]:
    sent = {"supervisor_name": "Ada Nobel", "supervisor_state": "NV", "supervisor_license": "N1"}
    return {**sent, **ends("supervisor_ends_on"), **changes}


def in_state(code: str) -> str:
    return reverse("provider:supervisor_in", args=[code])


def test_two_states_have_two_and_the_task_waits_for_both(client, nurse, now):
    assert client.post(in_state("nv"), named()).status_code == 303
    page = client.get(reverse("provider:supervisor")).content.decode()
    assert ("Ada Nobel, NV N1." in page, "Nobody is named." in page) == (True, True)
    assert standing_of(nurse, now=now).unsupervised_states == ["CA"]

    client.post(in_state("ca"), named(supervisor_name="Boris Quesnel", supervisor_state="CA"))

    assert list(nurse.supervisions.values_list("state", "name")) == [("CA", "Boris Quesnel"), ("NV", "Ada Nobel")]
    assert standing_of(nurse, now=now).unsupervised_states == []


def test_an_agreement_that_is_over_names_nobody(client, nurse, now):
    client.post(in_state("nv"), named())
    Supervision.objects.update(ends_on=now.date() - timedelta(days=2))

    assert "NV" in standing_of(nurse, now=now).unsupervised_states
    assert client.post(in_state("nv"), named(supervisor_ends_on_year="2001")).status_code == 422


def test_with_one_state_there_is_nothing_to_choose(client, nurse):
    nurse.locations.filter(state="NV").delete()

    assert client.get(reverse("provider:supervisor")).url == in_state("ca")
    assert client.get(in_state("tx")).status_code == 404


@pytest.mark.parametrize("wrong", [{"state": "ZZ"}, {"license_state": "ZZ"}, {"name": ""}])
def test_the_database_refuses_nonsense(nurse, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Supervision.objects.create(provider=nurse, **{"state": "CA", "name": "Ada Nobel", **wrong})
