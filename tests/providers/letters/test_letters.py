"""A clinic writes to us, the desk answers once and in time, and nobody answers their own."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from caarisma.accounts.models import AuditEvent
from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.models import Mail
from providers.letters.access import ANSWERS
from providers.letters.enums import LetterKind, LetterState
from providers.letters.models import DeskLetter
from providers.letters.rules import answer_due
from providers.letters.services.writing import answer_letter, forget_letters
from tests.factories.letters import make_letter
from tests.factories.providers import make_user
from tests.providers.vetting.cases import make_clinic

pytestmark = pytest.mark.django_db
WORDS = "Their planted words."


def test_the_clock_counts_working_days():
    thursday = datetime(2026, 11, 26, 17, tzinfo=UTC)

    assert answer_due(thursday) == datetime(2026, 11, 30, 17, tzinfo=UTC)


def test_the_same_form_sent_twice_is_one_letter(now):
    user, key = make_user(), uuid4()

    first, second = (make_letter(user, form_key=key, now=now) for _ in range(2))
    other = make_letter(make_user(), form_key=key, now=now)

    assert first == second
    assert other != first, "of their own, whatever key they sent"


def test_words_are_locked_in_the_table(now):
    letter = make_letter(make_user(), now=now)

    with connection.cursor() as cursor:
        cursor.execute("SELECT words::text FROM letters_deskletter WHERE id = %s", [letter.pk])
        assert WORDS not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "praise"},
        {"state": LetterState.ANSWERED},
        {"answer": "Said, and still open."},
    ],
)
def test_the_database_refuses_half_a_letter(broken, now):
    fields = {"user": make_user(), "words": "x", "form_key": uuid4(), "made_at": now, "due_at": now + timedelta(days=1)}

    with pytest.raises(IntegrityError), transaction.atomic():
        DeskLetter.objects.create(**{"kind": LetterKind.QUESTION, **fields, **broken})


def test_nobody_answers_a_letter_of_their_own_clinic(now):
    user = make_clinic().provider.user
    letter = make_letter(user, now=now)

    with pytest.raises(UserFacingError, match="colleague"):
        answer_letter(letter_id=letter.pk, words="x", by=user, now=now)


def test_the_mail_says_that_there_is_an_answer_and_not_what(now):
    user = make_user("asks@example.com", language="es")
    letter = make_letter(user, now=now)

    answer_letter(letter_id=letter.pk, words="The planted answer.", by=make_user(is_staff=True), now=now)

    mail = Mail.objects.get(kind="letter_answered")
    assert (mail.recipient, mail.language) == ("asks@example.com", "es")
    assert "planted" not in str(mail.letter)
    assert str(letter.key) in mail.letter["text"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_does_and_the_other_is_told(now):
    letter, said = make_letter(make_user(), now=now), []
    staff = [make_user(is_staff=True) for _ in range(2)]

    def answers(by):
        try:
            answer_letter(letter_id=letter.pk, words=by.email, by=by, now=now)
            said.append("done")
        except UserFacingError as error:
            said.append(error.status)
        finally:
            connection.close()

    threads = [threading.Thread(target=answers, args=[by]) for by in staff]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, said)) == ["409", "done"]
    assert Mail.objects.filter(kind="letter_answered").count() == 1


def test_letters_are_forgotten_two_years_after_the_answer(now):
    waits, told = make_letter(make_user(), now=now), make_letter(make_user(), now=now)
    answer_letter(letter_id=told.pk, words="x", by=make_user(is_staff=True), now=now)

    assert forget_letters(now=now + timedelta(days=731)) == 1
    assert list(DeskLetter.objects.all()) == [waits]


def test_a_clinic_writes_and_reads_the_answer(client, sign_in_as, clock):
    """From the form to the desk and back, with an empty form and a stranger on the way."""
    user = make_clinic().provider.user
    client.force_login(user)
    empty = client.post(reverse("letters:letters"), {"words": " "})
    assert empty.status_code == 422
    assert "Write what it is about." in empty.content.decode()
    page = client.post(reverse("letters:letters"), {"words": WORDS}, follow=True).content.decode()
    assert WORDS in page
    assert "We answer by" in page
    letter = DeskLetter.objects.get()

    sign_in_as(ANSWERS)
    assert client.get(reverse("letters:letter", args=[letter.key])).status_code == 404
    assert "<b>1</b> letter to answer" in client.get(reverse("admin:index")).content.decode()
    assert "A question" in client.get(reverse("desk_letters:queue")).content.decode()
    address = reverse("desk_letters:letter", args=[letter.pk])
    assert WORDS in client.get(address).content.decode()
    assert AuditEvent.objects.filter(verb="read letter").exists()
    assert client.post(address, {"words": ""}).status_code == 422
    assert client.post(address, {"words": "Call us at noon."}).status_code == 303
    assert client.post(address, {"words": "Twice."}).status_code == 409

    client.force_login(user)
    assert "Call us at noon." in client.get(reverse("letters:letter", args=[letter.key])).content.decode()


def test_an_account_without_a_profile_may_write_too(client):
    client.force_login(make_user())

    client.post(reverse("letters:letters"), {"words": "The number is mine."})

    assert DeskLetter.objects.get().provider is None


def test_ten_an_hour_are_enough(client, now):
    client.force_login(make_user())
    for _ in range(10):
        client.post(reverse("letters:letters"), {"words": "x"})

    page = client.post(reverse("letters:letters"), {"words": "The eleventh."})

    assert page.status_code == 429
    assert "The eleventh." in page.content.decode(), "nothing typed is lost"
