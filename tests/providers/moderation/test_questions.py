"""Questions and answers at the desk: one queue, ticks first, the same page for both."""

import pytest
from django.urls import reverse

from caarisma.accounts.models import AuditEvent
from matching.questions.enums import AskRule, TextReportState, TextState
from providers.desk.access import QUESTIONS, REPORTS
from tests.factories.consultations import make_asker
from tests.factories.questions import TITLE, answer, ask, make_text_report, publish

pytestmark = pytest.mark.django_db


def url(name, number):
    return reverse(f"moderation:{name}", args=[number])


def ticks(text, *broken):
    return {rule.value: "broken" if rule in broken else "kept" for rule in AskRule} | {"seen": text.text_n}


def test_all_that_waits_is_in_the_one_queue(client, sign_in_as, clock):
    sign_in_as(REPORTS, QUESTIONS)
    asked = publish(ask(now=clock), now=clock)
    ask(now=clock)
    answer(asked, now=clock)
    make_text_report(asked, now=clock)

    page = client.get(reverse("moderation:reports")).content.decode()

    for what in ("Question, to read", "Answer to a question, to read", "Report about a question"):
        assert what in page
    assert "<b>3</b> reports to decide" in client.get(reverse("admin:index")).content.decode()


def test_read_ticked_and_decided(client, sign_in_as, clock):
    sign_in_as(REPORTS, QUESTIONS)
    text = ask(now=clock)
    page = client.get(url("question", text.pk)).content.decode()
    assert TITLE in page
    assert "Publish it" not in page
    assert AuditEvent.objects.filter(verb="read question text").exists()
    some = ticks(text)
    del some[AskRule.GENERAL.value]
    assert client.post(url("question", text.pk), some).status_code == 422
    assert client.post(url("question_decide", text.pk), {"choice": "publish"}).status_code == 409

    client.post(url("question", text.pk), ticks(text, AskRule.GENERAL))
    assert client.post(url("question_decide", text.pk), {"choice": "publish"}).status_code == 422
    client.post(url("question_decide", text.pk), {"choice": "back", "rule": AskRule.GENERAL})

    text.refresh_from_db()
    assert text.state == TextState.SENT_BACK


def test_what_is_on_the_page_is_taken_off_to_be_read_once_more(client, sign_in_as, clock):
    sign_in_as(REPORTS, QUESTIONS)
    text = publish(ask(now=clock), now=clock)

    client.post(url("question_once_more", text.pk))
    again = client.post(url("question_once_more", text.pk), follow=True)

    text.refresh_from_db()
    assert text.state == TextState.WRITTEN
    assert "Somebody was quicker" in again.content.decode()


def test_a_report_is_settled_once(client, sign_in_as, clock):
    sign_in_as(REPORTS, QUESTIONS)
    report = make_text_report(publish(ask(now=clock), now=clock), now=clock)
    assert client.post(url("question_report", report.pk), {"choice": "upheld"}).status_code == 422

    sent = {"choice": "dismissed", "words": "It is right."}
    client.post(url("question_report", report.pk), sent)

    report.refresh_from_db()
    assert report.state == TextReportState.DISMISSED
    assert client.post(url("question_report", report.pk), sent).status_code == 409


def test_ones_own_question_is_a_colleagues(client, sign_in_as, clock):
    member = sign_in_as(REPORTS, QUESTIONS)
    text = ask(now=clock, asker=make_asker(now=clock, user=member))

    page = client.get(url("question", text.pk)).content.decode()

    assert TITLE not in page
    assert client.post(url("question", text.pk), ticks(text)).status_code == 403
