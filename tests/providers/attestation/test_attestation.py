"""A provider signs what they say of their record: nothing typed is lost, and a yes is explained."""

import re
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from providers.attestation.models import Attestation
from providers.attestation.questions import FRESH_FOR, Disclosure
from tests.factories.providers import make_provider, make_user
from tests.rewriting import history_rewritten

pytestmark = [pytest.mark.django_db, pytest.mark.dated]
SIGNED = {"said": "none", "signed_as": "Lena Ortiz", "words": ""}


@pytest.fixture
def provider(client):
    provider = make_provider(user=make_user())
    client.force_login(provider.user)
    return provider


def test_a_provider_signs_once_however_often_they_press(client, provider, clock):
    address = reverse("provider:attestation")

    answers = [client.post(address, SIGNED), client.post(address, SIGNED)]
    shown = client.get(address).content.decode()

    assert [answer.status_code for answer in answers] == [303, 303]
    signed = Attestation.objects.get()
    assert (signed.provider, signed.by, signed.yes, signed.signed_as) == (provider, provider.user, [], "Lena Ortiz")
    assert "It counts to Mar 24, 2027." in shown
    with history_rewritten():
        Attestation.objects.update(signed_at=clock - FRESH_FOR)
    assert "please sign again" in client.get(address).content.decode()


def test_a_yes_is_explained_and_what_is_missing_is_said_beside_the_field(client, provider):
    address = reverse("provider:attestation")

    crime = {**SIGNED, "said": "some", "yes": ["crime"]}
    unexplained = client.post(address, crime)
    empty = client.post(address, {"words": "Typed once", "said": "maybe"})
    told = client.post(address, {**crime, "words": "A fine, 2011."})

    assert (unexplained.status_code, empty.status_code, told.status_code) == (422, 422, 303)
    assert "Say what happened where you ticked one" in unexplained.content.decode()
    assert "Typed once" in empty.content.decode()
    assert "Type your name to sign" in empty.content.decode()
    assert (Attestation.objects.get().yes, Attestation.objects.get().words) == (["crime"], "A fine, 2011.")


def test_every_question_is_read_and_none_is_answered_before_somebody_does(client, provider):
    page = client.get(reverse("provider:attestation")).content.decode()

    assert all(unescape(page).count(str(question)) == 2 for question in Disclosure.labels), "in full, and to be ticked"
    assert not re.search(r"<input[^>]* checked", page)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"said": "none", "yes": ["crime"], "words": "A fine, 2011."}, "said"),
        ({"said": "some", "yes": []}, "yes"),
        ({"said": "some", "yes": ["nonsense"], "words": "x"}, "yes"),
        ({"said": ""}, "said"),
    ],
)
def test_a_statement_that_contradicts_itself_is_asked_again(client, provider, sent, field):
    answer = client.post(reverse("provider:attestation"), SIGNED | sent)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Attestation.objects.exists()


def test_the_database_wants_words_for_a_yes(provider, clock):
    for wrong in ({"yes": ["crime"]}, {"yes": ["nonsense"], "words": "x"}, {"signed_as": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attestation.objects.create(**{"provider": provider, "signed_at": clock, "signed_as": "x", **wrong})
