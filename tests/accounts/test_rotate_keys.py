"""After a rotation the old key can go, and nobody loses an answer or an authenticator."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command

from caarisma.accounts.adapter import MFAAdapter
from matching.search.models import HealthAnswers
from tests.factories.matching import make_intake
from tests.factories.providers import make_user

pytestmark = pytest.mark.django_db

ANSWERS = {"version": "draft", "ticked": ["diabetes"]}


@pytest.fixture
def written_with_the_old_key(now):
    secret = generate_totp_secret()
    TOTP.activate(make_user(), secret)
    HealthAnswers.objects.create(intake=make_intake(now=now), answers=ANSWERS, consented_at=now, consent_version="1")
    return secret


def test_after_a_rotation_the_new_key_alone_reads_everything(written_with_the_old_key, settings):
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]

    call_command("rotate_keys")
    call_command("rotate_keys")  # a second run harms nothing

    settings.FIELD_KEYS = [new]
    assert HealthAnswers.objects.get().answers == ANSWERS
    assert MFAAdapter().decrypt(Authenticator.objects.get().data["secret"]) == written_with_the_old_key


def test_without_a_rotation_the_old_key_is_still_needed(written_with_the_old_key, settings):
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(InvalidToken):
        HealthAnswers.objects.get()
