"""A caller settles no entry of their own, nor of somebody they work with."""

import pytest
from django.urls import reverse

from providers.accuracy.models import OpenCall, OpenCallTry
from providers.accuracy.services.drawing import commit_seed, draw
from tests.factories.providers import make_listed_location, make_user
from tests.providers.accuracy.test_calling import BEGUN
from tests.providers.desk.test_own_cases import TIES

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def call(now) -> OpenCall:
    make_listed_location(now=now)
    commit_seed(now=now)
    draw(now=BEGUN)
    return OpenCall.objects.get()


@pytest.fixture
def caller(client, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    caller = make_user("ana@example.com", is_staff=True, is_superuser=True)
    client.force_login(caller)
    return caller


def send(client, call: OpenCall):
    return client.post(reverse("worklists:open_call", args=[call.pk]), {"reached": "yes"})


def test_a_colleague_says_what_was_found(client, caller, call):
    assert send(client, call).status_code == 303

    assert OpenCallTry.objects.get().by == caller


@pytest.mark.parametrize("tie", TIES)
def test_whoever_has_a_tie_to_the_place_leaves_it_to_a_colleague(client, caller, call, tie):
    tie(caller, call.place.provider)

    answer = send(client, call)

    assert answer.status_code == 422
    assert "A colleague has to" in answer.content.decode()
    assert not OpenCallTry.objects.exists()
