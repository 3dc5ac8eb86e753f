"""What the database sees of a health answer."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from matching.search.models import HealthAnswers
from tests.factories.matching import make_intake

ANSWERS = {"version": "draft", "ticked": ["blood-thinner"]}


@pytest.fixture
def health(now, db) -> HealthAnswers:
    return HealthAnswers.objects.create(
        intake=make_intake(now=now), answers=ANSWERS, consented_at=now, consent_version="1"
    )


def stored(health: HealthAnswers) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM search_healthanswers WHERE id = %s", [health.pk])
        return bytes(cursor.fetchone()[0])


def test_answers_come_back_as_they_were(health):
    assert HealthAnswers.objects.get(pk=health.pk).answers == ANSWERS


def test_the_database_holds_no_word_of_them(health):
    assert b"blood" not in stored(health)


def test_the_same_answers_are_stored_differently_each_time(health, now):
    twin = HealthAnswers.objects.create(
        intake=make_intake(now=now), answers=ANSWERS, consented_at=now, consent_version="1"
    )

    assert stored(twin) != stored(health)


def test_an_old_key_still_reads_and_the_newest_writes(health, settings):
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, old]

    again = HealthAnswers.objects.get(pk=health.pk)
    again.save()

    assert again.answers == ANSWERS
    assert Fernet(new).decrypt(stored(health))


def test_without_the_key_nothing_can_be_read(health, settings):
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(InvalidToken):
        HealthAnswers.objects.get(pk=health.pk)


def test_without_any_key_nothing_is_written_in_clear(now, db, settings):
    settings.FIELD_KEYS = []

    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        HealthAnswers.objects.create(
            intake=make_intake(now=now), answers=ANSWERS, consented_at=now, consent_version="1"
        )
