"""A clinic with an account, and somebody who asked it."""

import pytest
from django.test import Client

from matching.consultations.models import Request
from tests.factories.consultations import make_asker, make_clinic, make_request
from tests.providers.portal.inbox.requesting import MAIL, PHONE


@pytest.fixture
def place(now):
    return make_clinic(now=now, clinic_name="Harbor Skin")


@pytest.fixture
def client(place) -> Client:
    client = Client()
    client.force_login(place.provider.user)
    return client


@pytest.fixture
def asked(place, now) -> Request:
    return make_request(
        place,
        now=now,
        asker=make_asker(now=now, email=MAIL),
        phone=PHONE,
        first_name="Ana",
        note="The planted note.",
        shared=[("thinner", "You take a planted thinner.")],
    )
