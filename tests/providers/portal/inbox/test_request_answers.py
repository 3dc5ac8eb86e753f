"""A clinic answers: times, a no, a message, a move; each mistake is said, and who comes second is told."""

from datetime import time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from matching.consultations.enums import DayPart, RequestState, Side
from matching.consultations.models import AbuseReport, BlockedAsker, Message, OfferedTime
from matching.consultations.services.answering import TypedTime
from matching.consultations.services.choosing import agree
from matching.consultations.services.drafting import Wish
from matching.consultations.services.ending import cancel_by_patient
from matching.consultations.services.messaging import write_as_patient
from matching.consultations.services.moving import wish_to_move
from matching.consultations.services.visiting import say_visited
from tests.factories.consultations import at_clinic, make_agreed, make_request, offer
from tests.matching.requests.browsing import hidden
from tests.providers.portal.inbox.requesting import day_in, read, send, url

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def test_times_are_typed_as_people_type(client, asked, now):
    day = at_clinic(now, days=9).day

    typed = {"day1": day.strftime("%b %-d"), "at1": "2:30pm", "day2": f"{day.month}/{day.day}", "at2": "16:00"}
    answer = send(client, asked, "offer", **typed, minutes="45")

    assert answer.status_code == 303
    assert [(one.day, f"{one.at:%H:%M}") for one in OfferedTime.objects.all()] == [(day, "14:30"), (day, "16:00")]
    assert "You offered 2 times" in read(client, asked)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Enter a day and a time."),
        ({"day1": "Dec 9, 2026"}, "A time needs a day and an hour."),
        ({"day1": "Nov 24, 2026", "at1": "1 AM"}, "This time is past."),
        ({"day1": "Mar 14, 2027", "at1": "2:30 AM"}, "the clocks go forward"),
        ({"day1": "Dec 9, 2027", "at1": "2 PM"}, "too far ahead"),
        ({"day1": "Dec 9, 9999", "at1": "2 PM"}, "too far ahead"),
        ({"day1": "Dec 9, 2026", "at1": "2:03 PM"}, "steps of five minutes"),
        ({"day1": "Dec 9, 2026", "at1": "2 PM", "day2": "Dec 9, 2026", "at2": "2:30 PM"}, "overlaps with a time above"),
        ({"day1": "soon", "at1": "2 PM"}, "date"),
        ({"day1": "Dec 9, 2026\u202e", "at1": "2\x00 PM" * 40}, ""),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_its_row_with_what_was_typed(client, asked, typed, said):
    answer = send(client, asked, "offer", minutes="45", **typed)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert said in page
    assert not OfferedTime.objects.exists()
    for value in typed.values():
        if value.isprintable():
            assert f'value="{value}"' in page


def test_a_conflict_is_told_by_name(client, place, asked, now):
    agreed = make_agreed(place, now=now, first_name="Joy")

    answer = send(client, asked, "offer", day1=day_in(now, 7), at1="2:15 PM", minutes="45")

    assert answer.status_code == 422
    assert f"You see Joy then: {day_in(now, 7)}"[:16] in answer.content.decode()
    assert agreed.reference in answer.content.decode()


def test_a_named_time_is_booked_where_they_allowed_it(client, place, now):
    day = at_clinic(now, days=8).day
    asked = make_request(place, now=now, any_time=False, book_for_me=True, times=[Wish(day, DayPart.AFTERNOON)])

    refused = send(client, asked, "book", day1=day_in(now, 8), at1="9 AM", minutes="45")
    taken = send(client, asked, "book", day1=day_in(now, 8), at1="2 PM", minutes="45")

    assert refused.status_code == 422
    assert "The patient did not name this time." in refused.content.decode()
    assert taken.status_code == 303
    asked.refresh_from_db()
    assert asked.state == RequestState.AGREED


def test_nobody_is_booked_who_did_not_allow_it(client, asked):
    assert "Book a time" not in read(client, asked)
    assert client.get(url(asked, "book")).status_code == 303


def test_a_no_has_a_reason_and_hides_what_was_shared(client, asked):
    assert send(client, asked, "decline").status_code == 422

    answer = send(client, asked, "decline", reason="no_time", words="Please ask again in March.")

    assert answer.status_code == 303
    page = read(client, asked)
    assert "You said no" in page
    assert "planted" not in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Not while you are PREGNANT.", "health"),
        ("No podemos: usted está embarazada.", "health"),
        ("Elsewhere it is guaranteed.", "promises"),
        ("x" * 301, "1 character too long"),
    ],
)
def test_words_about_health_and_promises_are_refused_and_kept(client, asked, words, said):
    answer = send(client, asked, "decline", reason="other", words=words)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert words[:40] in answer.content.decode()
    asked.refresh_from_db()
    assert asked.is_open


def test_a_no_pressed_twice_is_one(client, asked):
    form = hidden(client.get(url(asked, "decline"))) | {"reason": "no_time", "words": "Sorry."}

    answers = [client.post(url(asked, "decline"), form).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert Message.objects.count() == 1


def test_who_comes_second_is_told_and_keeps_the_words(client, place, asked, now):
    form = hidden(client.get(url(asked, "decline"))) | {"reason": "other", "words": "Ask us in March."}
    read(client, asked)
    offer(asked, now=now)

    answer = client.post(url(asked, "decline"), form)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Somebody was quicker." in page
    assert "Ask us in March." in page
    assert client.post(url(asked, "decline"), hidden(answer) | {"reason": "other", "words": "x"}).status_code == 303


def test_an_answer_to_what_was_cancelled_is_told_so(client, asked, now):
    form = hidden(client.get(url(asked, "offer"))) | {"day1": day_in(now, 9), "at1": "2 PM", "minutes": "45"}
    cancel_by_patient(request_id=asked.pk, by=[asked.asker_id], form_key=uuid4(), now=now)

    answer = client.post(url(asked, "offer"), form)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "This request is cancelled" in page
    assert "Offer these times</button>" not in page


def test_a_message_is_sent_once_and_a_sentence_joins_what_was_typed(client, asked):
    read(client, asked)
    box = client.post(url(asked, "write"), {"body": "Hello Ana.", "template": "call", "insert": "1"})
    assert "Hello Ana.\nPlease call us." in box.content.decode()
    assert not Message.objects.exists()

    form = {"body": "Hello <b>Ana</b>, see http://x.example", "form_key": str(uuid4())}
    assert [client.post(url(asked, "write"), form).status_code for _ in range(2)] == [303, 303]

    assert Message.objects.count() == 1
    page = read(client, asked)
    assert "&lt;b&gt;Ana&lt;/b&gt;" in page
    assert 'href="http://x.example' not in page


@pytest.mark.parametrize("body", ["", "  \u202e ", "\x00", "x" * 4001])
def test_a_message_that_cannot_be_is_refused_beside_its_box(client, asked, body):
    answer = client.post(url(asked, "write"), {"body": body, "form_key": str(uuid4())})

    assert answer.status_code == 422
    assert not Message.objects.exists()


def test_a_visit_within_a_day_is_cancelled_only_by_who_is_sure(client, place, now):
    asked = make_request(place, now=now)
    soon = (now + timedelta(hours=20)).astimezone(ZoneInfo(place.time_zone))
    (one,) = offer(asked, now=now, times=[TypedTime(soon.date(), time(soon.hour))])
    agree(request_id=asked.pk, offer_id=one.pk, by=[asked.asker_id], form_key=uuid4(), now=now)

    first = send(client, asked, "cancel", reason="ill", words="We are sorry.")
    assert first.status_code == 409
    assert "We are sorry." in first.content.decode()
    assert "Yes, cancel the visit" in first.content.decode()

    second = client.post(url(asked, "cancel"), hidden(first) | {"reason": "ill", "words": "We are sorry."})
    assert second.status_code == 303
    asked.refresh_from_db()
    assert asked.state == RequestState.CANCELLED


def test_a_move_is_asked_for_and_taken_back(client, place, now):
    asked = make_agreed(place, now=now)

    assert send(client, asked, "move", day1=day_in(now, 10), at1="3 PM", minutes="45").status_code == 303
    assert "You asked for this" in read(client, asked)
    assert client.post(url(asked, "withdraw")).status_code == 303
    assert "You asked for this" not in read(client, asked)


def test_their_other_time_is_accepted_with_one_press(client, place, now):
    asked = make_agreed(place, now=now)
    times = [at_clinic(now, days=12)]
    wish_to_move(request_id=asked.pk, times=times, side=Side.PATIENT, by=[asked.asker_id], seen=asked.n, now=now)

    answer = client.post(url(asked, "accept"), hidden(client.get(url(asked))))

    assert answer.status_code == 303
    asked.refresh_from_db()
    assert asked.visit.day == times[0].day


def test_a_block_declines_and_can_be_lifted(client, asked):
    assert send(client, asked, "block").status_code == 303
    asked.refresh_from_db()
    assert asked.state == RequestState.DECLINED
    assert "You blocked this person." in read(client, asked)

    client.post(url(asked, "unblock"))
    assert not BlockedAsker.objects.exists()


def test_a_report_of_a_message_reaches_the_desk_once(client, asked, now):
    write_as_patient(request_id=asked.pk, body="You fools.", by=[asked.asker_id], form_key=uuid4(), now=now)
    read(client, asked)
    form = hidden(client.get(url(asked, "report"), {"message": "1"})) | {"reason": "rude", "words": "Look."}

    assert [client.post(url(asked, "report"), form).status_code for _ in range(2)] == [303, 303]

    report = AbuseReport.objects.get()
    assert (report.message_n, report.side, report.words) == (1, Side.CLINIC, "Look.")


def test_a_number_of_no_message_reports_the_request(client, asked):
    send(client, asked, "report", reason="spam", message="77")

    assert AbuseReport.objects.get().message_n is None


def test_a_doubted_visit_goes_to_the_desk(client, place, now):
    then = now - timedelta(days=3)
    asked = make_request(place, now=then)
    (one,) = offer(asked, now=then, times=[at_clinic(then, days=1)])
    agree(request_id=asked.pk, offer_id=one.pk, by=[asked.asker_id], form_key=uuid4(), now=then)
    assert "Did the visit take place?" in read(client, asked)
    say_visited(request_id=asked.pk, side=Side.PATIENT, by=[asked.asker_id], form_key=uuid4(), now=now)

    assert send(client, asked, "dispute", words="Nobody came.").status_code == 303
    assert AbuseReport.objects.get().reason == "visited"


def test_missed_and_came_are_one_press_each(client, place, now):
    then = now - timedelta(days=3)
    asked = make_request(place, now=then)
    (one,) = offer(asked, now=then, times=[at_clinic(then, days=1)])
    agree(request_id=asked.pk, offer_id=one.pk, by=[asked.asker_id], form_key=uuid4(), now=then)

    assert client.post(url(asked, "missed"), hidden(client.get(url(asked)))).status_code == 303
    asked.refresh_from_db()
    assert asked.state == RequestState.MISSED
    assert client.post(url(asked, "came"), {"form_key": "x"}).status_code == 400
