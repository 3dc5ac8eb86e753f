"""The desk sees which mails did not go, settles them, and reads none of them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from caarisma.accounts.models import AuditEvent
from caarisma.common.outbox.enums import MailState
from caarisma.common.outbox.models import Mail
from caarisma.common.outbox.writing import Letter, post
from providers.desk.access import MAILS, READ, SETTLE_MAILS

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def refused(clock):
    mail = post(
        Letter("A word", "Link: secret-key\n"),
        kind="reminder",
        to="gone@example.com",
        language="en",
        life=2 * DAY,
        now=clock - HOUR,
    )
    Mail.objects.update(state=MailState.REFUSED, answer="550", attempts=3, ended_at=clock)
    return mail


def settle(client, step: str, *mails: object):
    chosen = [getattr(mail, "pk", mail) for mail in mails]
    return client.post(reverse("desk:settle_mails"), {"step": step, "mail": chosen}, follow=True)


def test_the_page_says_whom_a_mail_did_not_reach_and_why_but_not_what_it_says(client, sign_in_as, refused):
    sign_in_as(MAILS)

    page = client.get(reverse("desk:mails")).content.decode()

    assert "gone@example.com" in page
    assert "Refused (550). Is the address right?" in page
    assert "A check ends" in page
    assert not [secret for secret in ("secret-key", "A word") if secret in page]
    assert "Try again now" not in page


def test_the_front_page_says_so_too(client, sign_in_as, refused):
    sign_in_as(MAILS, READ)
    assert "1 mail did not go." in client.get(reverse("admin:index")).content.decode()

    Mail.objects.all().delete()

    assert "did not go." not in client.get(reverse("admin:index")).content.decode()


def test_a_mail_that_went_or_waits_for_its_first_try_bothers_nobody(client, sign_in_as, refused, clock):
    sign_in_as(MAILS)
    Mail.objects.update(state=MailState.WAITING, attempts=1, ended_at=None, created_at=clock)

    assert "Every mail went." in client.get(reverse("desk:mails")).content.decode()


@pytest.mark.parametrize(
    ("step", "state", "verb"),
    [("again", MailState.WAITING, "mail.try_again"), ("drop", MailState.DROPPED, "mail.give_up")],
)
def test_what_staff_decide_is_done_and_on_the_trail(client, sign_in_as, refused, step, state, verb):
    ana = sign_in_as(MAILS, SETTLE_MAILS)

    settle(client, step, refused)

    refused.refresh_from_db()
    assert refused.state == state
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb, event.about) == (ana, verb, f"outbox.mail {refused.pk}")


def test_what_cannot_be_sent_any_more_is_said_so_and_noted_nowhere(client, sign_in_as, refused):
    sign_in_as(MAILS, SETTLE_MAILS)
    Mail.objects.update(state=MailState.OVER, letter=None)

    page = settle(client, "again", refused).content.decode()

    assert "Nothing was changed." in page
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"step": "again", "mail": ["1; DROP"]},
        {"step": "burn", "mail": ["1"]},
        {"mail": ["1"]},
        {"step": "again", "mail": ["9" * 30]},
    ],
)
def test_nonsense_is_refused(client, sign_in_as, asked):
    sign_in_as(MAILS, SETTLE_MAILS)

    assert client.post(reverse("desk:settle_mails"), asked).status_code == 400


def test_nothing_chosen_is_said_so(client, sign_in_as):
    sign_in_as(MAILS, SETTLE_MAILS)

    assert "Choose a mail" in settle(client, "again").content.decode()


def test_the_admin_shows_neither_letter_nor_address(client, sign_in_as, refused):
    sign_in_as(MAILS)

    listed = client.get(reverse("admin:outbox_mail_changelist")).content.decode()
    one = client.get(reverse("admin:outbox_mail_change", args=[refused.pk])).content.decode()

    assert "550" in one
    assert not [secret for secret in ("secret-key", "A word", "gone@example.com") if secret in listed + one]
