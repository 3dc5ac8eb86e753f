"""The desk's page on shots for fat: one medical director proposes, another signs; others read or are told no."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from caarisma.accounts.roles import load_roles
from tests.factories.products import director
from treatments.products.models import FatUseDecision
from treatments.products.services.deciding import fat_use_is_shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.STAFF_NEED_SECOND_FACTOR = False


@pytest.fixture
def address():
    load_roles()
    return reverse("desk:fat_uses")


def signed_in(which: str, role: str = "medical director") -> Client:
    person = director(which)
    person.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(person)
    return client


def test_two_directors_decide(address):
    first, second = signed_in("first"), signed_in("second")
    assert "Now: not offered at all." in first.get(address).content.decode()

    assert first.post(address, {"shown": "True", "words": "With the FDA's words."}).status_code == 303
    waiting = FatUseDecision.objects.get()
    assert "Another medical director has to sign it." in first.get(address).content.decode()
    answer = first.post(address, {"decision": waiting.pk, "sign": "yes"})
    assert answer.status_code == 422
    assert not fat_use_is_shown()

    assert second.post(address, {"decision": waiting.pk, "sign": "yes"}).status_code == 303
    assert fat_use_is_shown()
    assert "Proposed by first-director@example.com, decided by second-director@example.com." in (
        second.get(address).content.decode()
    )


def test_what_is_typed_stays_when_something_is_missing(address):
    answer = signed_in("first").post(address, {"words": "A long reason"})

    assert answer.status_code == 422
    assert "A long reason" in answer.content.decode()


def test_a_decision_that_is_gone_meanwhile_is_told(address):
    first, second = signed_in("first"), signed_in("second")
    first.post(address, {"shown": "True", "words": "Yes."})

    answer = second.post(address, {"decision": 2**62, "sign": "no"})

    assert answer.status_code == 422
    assert "This is decided already." in answer.content.decode()


def test_an_auditor_reads_and_does_not_decide(address):
    auditor = signed_in("first", "auditor")

    assert "Your role does not decide this." in auditor.get(address).content.decode()
    assert auditor.post(address, {"shown": "True", "words": "Yes."}).status_code == 403


def test_a_vetter_is_told_no(address):
    assert signed_in("first", "vetter").get(address).status_code == 403
