"""Who is asked, when, and who is not."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from django.db import IntegrityError, connection, transaction

from caarisma.common.outbox.models import Mail
from caarisma.common.outbox.sending import _message
from matching.aftercare.mails import KIND
from matching.aftercare.models import FollowUp, FollowUpConsent
from matching.aftercare.services.asking import ask, ask_due, asked_on
from matching.aftercare.services.consenting import allow_questions, stop_questions
from matching.consultations.enums import ReportReason, Side
from matching.consultations.models import Asker
from matching.consultations.people.safety import report
from tests.factories.aftercare import asked, make_visit
from tests.factories.consultations import make_asker, make_clinic

pytestmark = pytest.mark.django_db


def mails() -> list[Mail]:
    return list(Mail.objects.filter(kind=KIND, state="waiting"))


def test_without_the_tick_nobody_is_asked(now):
    visit = make_visit(now=now, consents=False)

    assert ask_due(now=asked_on(visit, 2)) == 0
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("week", [2, 6, 10])
def test_the_question_comes_at_each_of_three_weeks_once(now, week):
    visit = make_visit(now=now)
    at = asked_on(visit, week)

    assert ask_due(now=at - timedelta(minutes=1)) == 0
    assert ask_due(now=at) == 1
    assert ask_due(now=at + timedelta(days=1)) == 0
    assert [follow_up.week for follow_up in visit.follow_ups.all()] == [week]
    assert len(mails()) == 1


def test_all_three_come_one_after_another(now):
    visit = make_visit(now=now)

    for days in range(80):
        ask_due(now=asked_on(visit, 2) - timedelta(days=14) + timedelta(days=days))

    assert sorted(visit.follow_ups.values_list("week", flat=True)) == [2, 6, 10]
    assert len(mails()) == 3


def test_a_question_that_is_a_week_late_is_not_asked_any_more(now):
    visit = make_visit(now=now)

    assert ask_due(now=asked_on(visit, 2) + timedelta(days=7, minutes=1)) == 0


def test_a_later_session_begins_the_count_anew(now):
    asker, place = make_asker(now=now), make_clinic(now=now)
    first = make_visit(place, now=now, asker=asker)
    second = make_visit(place, now=now, asker=asker, days=17)

    assert ask_due(now=asked_on(first, 2)) == 0
    assert ask_due(now=asked_on(second, 2)) == 1
    assert second.follow_ups.count() == 1


def test_a_visit_elsewhere_stops_no_count(now):
    asker = make_asker(now=now)
    first = make_visit(now=now, asker=asker)
    make_visit(now=now, asker=asker, days=9)

    assert ask_due(now=asked_on(first, 2)) == 1


def test_who_says_that_it_did_not_take_place_is_not_asked(now):
    visit = make_visit(now=now)
    told = {"side": Side.PATIENT, "reason": ReportReason.VISITED, "words": ""}
    report(request_id=visit.request_id, by=[visit.request.asker_id], **told, now=visit.ends)

    assert ask_due(now=asked_on(visit, 2)) == 0


def test_the_mail_holds_no_word_of_what_for_and_says_how_to_stop_in_its_head(now):
    visit = make_visit(make_clinic(now=now, clinic_name="Silver Skin Clinic"), now=now)
    asked(visit)
    (mail,) = mails()

    message = message_from_bytes(_message(mail).message().as_bytes())

    assert message["Subject"] == "A short question"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip().startswith("<https://caarisma.example/after/stop/")
    for word in ("skin", "silver", "infection", "lump", "shot", "clinic", "mesotherapy"):
        assert word not in (mail.letter["text"] + mail.letter["html"]).lower(), word


def test_a_spanish_reader_is_asked_in_spanish(now):
    asked(make_visit(now=now, asker=make_asker(now=now, language="es")))
    (mail,) = mails()

    assert mail.language == "es"
    assert "/es/after/go/" in mail.letter["text"]


def test_one_whose_row_is_broken_keeps_no_other_waiting(now):
    broken, well = make_visit(now=now), make_visit(now=now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE consultations_asker SET email = 'x' WHERE id = %s", [broken.request.asker_id])

    assert ask_due(now=asked_on(well, 2)) == 1
    assert well.follow_ups.count() == 1
    assert broken.follow_ups.count() == 0


def test_a_mailbox_that_is_gone_gets_no_mail_and_the_page_asks(now):
    visit = make_visit(now=now)
    Asker.objects.update(bounced_at=now)

    assert ask_due(now=asked_on(visit, 2)) == 1
    assert mails() == []


def test_stopping_takes_back_the_mail_that_waits_and_all_that_would_come(now):
    visit = make_visit(now=now)
    follow_up, by = asked(visit), [visit.request.asker_id]

    stop_questions(asker_id=by[0], by=by, now=follow_up.asked_at)

    assert mails() == []
    assert ask_due(now=asked_on(visit, 6)) == 0


def test_whoever_stopped_between_the_look_and_the_question_is_not_asked(now):
    visit = make_visit(now=now)
    stop_questions(asker_id=visit.request.asker_id, by=[visit.request.asker_id], now=visit.ends + timedelta(hours=2))

    assert ask(visit_id=visit.pk, week=2, now=asked_on(visit, 2)) is None


def test_nobody_agrees_or_stops_for_another(now):
    visit, stranger = make_visit(now=now), make_asker(now=now)
    asker = visit.request.asker_id

    stop_questions(asker_id=asker, by=[stranger.pk], now=now)
    assert not allow_questions(asker_id=asker, by=[stranger.pk], now=now)

    assert FollowUpConsent.objects.get().withdrawn_at is None


def test_agreeing_twice_is_once_and_after_stopping_it_begins_anew(now):
    visit = make_visit(now=now)
    by = [visit.request.asker_id]
    given = FollowUpConsent.objects.get().given_at

    allow_questions(asker_id=by[0], by=by, now=given + timedelta(days=1))
    assert FollowUpConsent.objects.get().given_at == given

    stop_questions(asker_id=by[0], by=by, now=given + timedelta(days=2))
    allow_questions(asker_id=by[0], by=by, now=given + timedelta(days=3))
    consent = FollowUpConsent.objects.get()
    assert (consent.given_at, consent.withdrawn_at) == (given + timedelta(days=3), None)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"week": 3}, "follow_up_week_known"),
        ({"said_at": "2020-01-01T00:00Z"}, "follow_up_said_in_time"),
        ({"ends_at": "2020-01-01T00:00Z"}, "follow_up_ends_later"),
    ],
)
def test_the_database_refuses_nonsense(now, change, constraint):
    follow_up = asked(make_visit(now=now))

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        FollowUp.objects.filter(pk=follow_up.pk).update(**change)
