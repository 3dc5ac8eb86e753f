"""A mailbox that does not exist: the page says so, the clinic calls, and a mail that arrives takes it back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from caarisma.common.outbox import owners
from caarisma.common.outbox.models import Mail
from caarisma.common.outbox.sending import send_due
from matching.consultations.models import Asker
from matching.consultations.people.reaching import note_mailbox
from matching.consultations.selectors import for_clinic, for_patient
from matching.requests.services.pressing import ask_for_link, press_code
from tests.common.outbox.smtp_server import SmtpServer
from tests.factories.consultations import make_asker, make_request
from tests.matching.consultations.conftest import code_in, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def smtp(settings) -> Iterator[SmtpServer]:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    with SmtpServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def bounces(request, now) -> tuple[bool, bool]:
    patient = for_patient(reference=request.reference, by=[request.asker_id], now=now)
    clinic = for_clinic(reference=request.reference, by=request.provider.user, now=now)
    return patient.mail_bounces, clinic.call_them


def test_a_mailbox_that_is_refused_is_said_on_the_page_and_the_clinic_calls(smtp, now):
    gone = make_request(now=now, asker=make_asker(now=now, email="gone@example.com"))
    fine = make_request(now=now, asker=make_asker(now=now, email="ana@example.com"))

    send_due(now=now)

    assert bounces(gone, now) == (True, True)
    assert bounces(fine, now) == (False, False)


@pytest.mark.parametrize("name", ["full", "relay", "spam"])
def test_a_full_mailbox_a_quarrel_or_a_text_that_is_not_liked_says_nothing_of_the_address(smtp, now, name):
    request = make_request(now=now, asker=make_asker(now=now, email=f"{name}@example.com"))

    send_due(now=now)

    assert bounces(request, now) == (False, False)


def test_a_mail_that_arrives_takes_it_back(smtp, now):
    asker = make_asker(now=now, email="ana@example.com", bounced_at=now - timedelta(days=1))
    request = make_request(now=now, asker=asker)

    send_due(now=now)

    assert bounces(request, now) == (False, False)


def test_whoever_types_the_mailed_code_is_reached(now):
    asker = make_asker(now=now, email="ana@example.com", bounced_at=now)
    ask_for_link(email="ana@example.com", browser="a browser", language="en", now=now)

    press_code(code=code_in("visit_link"), browser="a browser", now=now)

    asker.refresh_from_db()
    assert asker.bounced_at is None


def test_the_first_moment_stays_and_an_address_that_nobody_has_is_nobody(now):
    asker = make_asker(now=now, email="ana@example.com")

    for at in (now, now + timedelta(hours=1)):
        note_mailbox("Ana@Example.com ", False, at)
    note_mailbox("nobody@example.com", False, now)

    assert list(Asker.objects.values_list("pk", "bounced_at")) == [(asker.pk, now)]


def test_an_owner_who_fails_keeps_no_mail_from_being_settled(smtp, now, monkeypatch, caplog):
    request = make_request(now=now, asker=make_asker(now=now, email="ana@example.com"))

    def fail(*_told: object) -> None:
        raise RuntimeError("ana@example.com")

    monkeypatch.setitem(owners._OWNERS, "visit_", fail)
    send_due(now=now)

    mine = Mail.objects.filter(key__startswith=f"request:{fresh(request).pk}:")
    assert set(mine.values_list("state", flat=True)) == {"sent"}
    assert "mail owner failed" in caplog.text
    assert "ana@" not in caplog.text
