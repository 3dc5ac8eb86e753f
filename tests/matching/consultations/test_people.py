"""What each side may read; blocks, reports, erasing, taking along, merging."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from caarisma.accounts.models import AuditEvent
from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.models import Mail
from matching.consultations.answer_times import answer_times, share_of_site
from matching.consultations.clocks.ringing import ring_due
from matching.consultations.enums import ContactWay, DeclineReason, ReportReason, ReportState, Side
from matching.consultations.errors import HiddenClinic, RequestGone, Stale, TextRefused, TooMuch
from matching.consultations.models import AbuseReport, Asker, Message, PressLink, RequestDraft, RequestWords, SharedFact
from matching.consultations.people.erasing import erase_askers
from matching.consultations.people.merging import askers_to_take, take_into_account
from matching.consultations.people.safety import block_asker, close_by_desk, report, settle_report
from matching.consultations.people.sharing import hide_fact
from matching.consultations.selectors import for_clinic, for_patient, inbox
from matching.consultations.services.answering import decline_request, offer_times, see_request
from matching.consultations.services.ending import cancel_by_patient
from matching.consultations.services.messaging import read_as_patient, write_as_clinic, write_as_patient
from matching.consultations.services.visiting import say_visited
from matching.requests.services.pressing import ask_to_confirm
from providers.directory.answering import UNKNOWN
from providers.screening.enums import HoldKind
from tests.factories.consultations import (
    at_clinic,
    make_agreed,
    make_asker,
    make_clinic,
    make_draft,
    make_request,
    offer,
)
from tests.factories.providers import make_hold, make_user
from tests.matching.consultations.conftest import fresh, kinds, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

SECRETS = ("Zanzibar note", "Xylophone message", "Quokka fact", "(510) 555-0199")


def planted(now, **answers):
    request = make_request(now=now, note=SECRETS[0], phone=SECRETS[3], shared=[("secret-code", SECRETS[2])], **answers)
    write_as_patient(request_id=request.pk, body=SECRETS[1], by=[request.asker_id], form_key=uuid4(), now=now)
    return request


def read_by_clinic(request, now) -> str:
    return repr(for_clinic(reference=request.reference, by=request.provider.user, now=now)) + "".join(
        str(message.body) for message in for_clinic(
            reference=request.reference, by=request.provider.user, now=now
        ).messages
    )  # fmt: skip


def test_the_clinic_reads_what_was_shared_and_no_address_and_no_phone(now):
    request = planted(now)

    told = read_by_clinic(request, now)

    assert all(word in told for word in SECRETS[:3])
    assert SECRETS[3] not in told
    assert str(request.asker.email) not in told


def test_the_phone_is_told_to_whom_shall_call(now):
    assert SECRETS[3] in read_by_clinic(planted(now, way=ContactWay.PHONE), now)


def test_a_tick_taken_back_hides_the_sentence(now):
    request = planted(now)
    hide_fact(request_id=request.pk, fact_id=request.facts.get().pk, by=[request.asker_id], now=now)

    assert SECRETS[2] not in read_by_clinic(request, now)


def test_another_clinic_and_another_person_read_nothing(now):
    request = planted(now)
    with pytest.raises(RequestGone):
        for_clinic(reference=request.reference, by=make_clinic(now=now).provider.user, now=now)
    with pytest.raises(RequestGone):
        for_patient(reference=request.reference, by=[make_asker(now=now).pk], now=now)


def test_reading_is_noted_once_without_what_was_read(now):
    request = planted(now)
    for _ in range(2):
        see_request(request_id=request.pk, by=request.provider.user, now=now)

    (event,) = AuditEvent.objects.all()
    assert event.details == {"facts": 1, "messages": 1}
    assert path_of(request) == ["sent", "seen"]


def test_no_planted_word_is_readable_in_the_database_or_a_mail(now):
    from django.apps import apps
    from django.db import connection

    request = planted(now, first_name="")
    offer(request, now=now)
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("consultations").get_models():
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
            rows = " ".join(row[0] for row in cursor.fetchall())
            found += [(model.__name__, word) for word in (*SECRETS, "secret-code") if word in rows]
    assert found == []
    letters = " ".join(json.dumps(mail.letter) for mail in Mail.objects.all())
    place = request.place
    for word in (*SECRETS, place.clinic_name, request.provider.last_name, "fine lines", str(request.asker.email)):
        assert word not in letters


def test_text_and_html_of_every_mail_say_the_same(now):
    import re

    planted(now)
    make_agreed(now=now)
    for mail in Mail.objects.filter(state="waiting"):
        text, html = mail.letter["text"], mail.letter["html"]
        assert "<script" not in html
        shown = re.sub(r"<style>.*?</style>|<title>.*?</title>", "", html, flags=re.DOTALL)
        words = re.findall(r"[A-Za-z0-9]{3,}", re.sub(r"<[^>]+>", " ", shown))
        said = set(re.findall(r"[A-Za-z0-9]{3,}", f"{mail.letter['subject']} {text}"))
        assert set(words) <= said | {"quot", "amp", "x27"}


# --- The thread ------------------------------------------------------------------------------------------------------
def test_many_messages_in_a_row_are_one_mail(now):
    request = make_request(now=now)
    for minute in range(5):
        write_as_clinic(
            request_id=request.pk, body="Hello", by=request.provider.user, form_key=uuid4(),
            now=now + timedelta(minutes=minute),
        )  # fmt: skip

    assert kinds(request).count("visit_message") == 1
    assert for_patient(reference=request.reference, by=[request.asker_id], now=now).messages[4].n == 5
    read_as_patient(request_id=request.pk, by=[request.asker_id], now=now)
    assert not Message.objects.filter(read_at=None).exists()


def test_the_same_message_twice_is_one_and_urgent_words_are_kept(now):
    request, key = make_request(now=now), uuid4()
    first, second = (
        write_as_patient(request_id=request.pk, body="I can't breathe", by=[request.asker_id], form_key=key, now=now)
        for _ in range(2)
    )
    assert first == second
    assert first.urgent
    assert first.body == "I can't breathe"


@pytest.mark.parametrize("body", ["", " \n ", "x" * 4001])
def test_nothing_and_too_much_are_refused_in_words(now, body):
    request = make_request(now=now)
    with pytest.raises(TextRefused):
        write_as_patient(request_id=request.pk, body=body, by=[request.asker_id], form_key=uuid4(), now=now)


def test_twenty_messages_an_hour_and_a_month_after_the_end(now):
    request = make_request(now=now)
    write = {"request_id": request.pk, "body": "Hello", "by": [request.asker_id]}
    for _ in range(20):
        write_as_patient(**write, form_key=uuid4(), now=now)
    with pytest.raises(TooMuch):
        write_as_patient(**write, form_key=uuid4(), now=now)
    ended = visited(now)
    write = {"request_id": ended.pk, "body": "Hello", "by": [ended.asker_id]}
    write_as_patient(**write, form_key=uuid4(), now=ended.ended_at + timedelta(days=29))
    with pytest.raises(RequestGone):
        write_as_patient(**write, form_key=uuid4(), now=ended.ended_at + timedelta(days=30))


def visited(now):
    request = make_agreed(now=now)
    after = request.visit.ends + timedelta(hours=1)
    say_visited(request_id=request.pk, side=Side.PATIENT, by=[request.asker_id], form_key=uuid4(), now=after)
    return fresh(request)


def cancelled(now, words=""):
    request = planted(now)
    cancel_by_patient(
        request_id=request.pk, by=[request.asker_id], words=words, form_key=uuid4(), now=now + timedelta(minutes=1)
    )
    return fresh(request)


def declined(now):
    request = make_request(now=now)
    decline_request(
        request_id=request.pk, reason=DeclineReason.OTHER, by=request.provider.user, seen=1, form_key=uuid4(), now=now
    )
    return fresh(request)


@pytest.mark.parametrize("end", [cancelled, declined])
def test_nobody_writes_once_it_ended_without_a_visit(now, end):
    request = end(now)
    before, letters = request.messages.count(), kinds(request)

    with pytest.raises(Stale):
        write_as_clinic(request_id=request.pk, body="Hello", by=request.provider.user, form_key=uuid4(), now=now)
    with pytest.raises(Stale):
        write_as_patient(request_id=request.pk, body="Hello", by=[request.asker_id], form_key=uuid4(), now=now)

    assert (request.messages.count(), kinds(request)) == (before, letters)


def test_a_clinic_reads_what_was_said_with_the_cancelling_and_nothing_before(now):
    request = cancelled(now, words="My child is ill.")

    page = for_clinic(reference=request.reference, by=request.provider.user, now=now)

    assert [str(message.body) for message in page.messages] == ["My child is ill."]
    assert not any(word in read_by_clinic(request, now) for word in SECRETS)
    assert not any(word in read_by_clinic(cancelled(now), now) for word in SECRETS)


def test_a_clinic_that_is_suspended_reads_no_request_that_is_not_agreed(now):
    request, agreed = planted(now), make_agreed(now=now, note="Our visit")
    for one in (request, agreed):
        make_hold(one.provider, kind=HoldKind.SUSPENDED, now=now)

    with pytest.raises(HiddenClinic):
        see_request(request_id=request.pk, by=request.provider.user, now=now)

    assert path_of(request) == ["sent"]
    assert not any(word in read_by_clinic(request, now) for word in SECRETS)
    assert "Our visit" in read_by_clinic(agreed, now)
    assert see_request(request_id=agreed.pk, by=agreed.provider.user, now=now) == agreed


# --- Blocks, reports, the desk ---------------------------------------------------------------------------------------
def test_a_block_declines_what_is_open_and_says_no_cause(now):
    request = make_request(now=now)
    block_asker(request_id=request.pk, by=request.provider.user, now=now)

    assert path_of(request) == ["sent", "declined"]
    assert kinds(request)[-1] == "visit_declined"


def test_a_report_waits_for_the_desk_once(now):
    request = planted(now)
    told = {"request_id": request.pk, "side": Side.CLINIC, "by": [request.provider.user_id], "message_n": 1}
    first, second = (report(**told, reason=ReportReason.SPAM, words="Spam", now=now) for _ in range(2))
    assert first == second
    settle_report(report_id=first.pk, state=ReportState.UPHELD, words="Rude.", by=make_user(is_staff=True), now=now)

    with pytest.raises(UserFacingError, match="already"):
        settle_report(
            report_id=first.pk, state=ReportState.DISMISSED, words="Fine.", by=make_user(is_staff=True), now=now
        )


@pytest.mark.parametrize(("make", "ends"), [(make_request, "closed"), (make_agreed, "cancelled")])
def test_the_desk_closes_with_two_people(now, make, ends):
    request = make(now=now)
    first, second = make_user(is_staff=True), make_user(is_staff=True)
    with pytest.raises(UserFacingError, match="second person"):
        close_by_desk(request_id=request.pk, first=first, by=first, now=now)
    close_by_desk(request_id=request.pk, first=first, by=second, now=now)

    move = request.moves.get(n=fresh(request).n)
    assert (move.to_state, move.who, move.second, move.reason) == (ends, first.pk, second.pk, "desk")


# --- Rights ----------------------------------------------------------------------------------------------------------
def test_erasing_leaves_nothing_of_a_person_and_asks_the_clinic_to_delete(now):
    request = planted(now)
    see_request(request_id=request.pk, by=request.provider.user, now=now)
    offer(request, now=now)
    make_draft(make_clinic(now=now), now=now, browser="a" * 64)
    address, asker_id = str(request.asker.email), request.asker_id
    report(request_id=request.pk, side=Side.PATIENT, by=[asker_id], reason=ReportReason.RUDE, words=SECRETS[0], now=now)

    erased = erase_askers(asker_ids=[asker_id], browser="a" * 64, now=now)

    assert (erased.requests, erased.told) == (1, 1)
    for model in (Asker, RequestWords, SharedFact, Message, PressLink, RequestDraft):
        assert not model.objects.exists(), model
    assert AbuseReport.objects.get().words is None
    assert address not in " ".join(str(mail.recipient) for mail in Mail.objects.all())
    page = for_clinic(reference=request.reference, by=request.provider.user, now=now)
    assert (page.withdrawn, page.state, page.messages, page.note) == (True, "closed", [], "")
    assert kinds(request)[-2:] == ["clinic_cancelled", "clinic_erase"]


def test_a_clinic_that_read_the_note_alone_is_asked_to_delete_it(now):
    request, unread = make_request(now=now, note=SECRETS[0]), make_request(now=now, note=SECRETS[0])
    see_request(request_id=request.pk, by=request.provider.user, now=now)

    erased = erase_askers(asker_ids=[request.asker_id, unread.asker_id], browser="", now=now)

    assert (erased.requests, erased.told) == (2, 1)
    assert "clinic_erase" in kinds(request)
    assert "clinic_erase" not in kinds(unread)


def test_a_mail_that_waits_to_prove_an_address_goes_nowhere_after_erasing(now):
    for browser in ("a" * 64, "b" * 64):
        draft = make_draft(make_clinic(now=now), now=now, browser=browser)
        ask_to_confirm(draft_id=draft.pk, browser=browser, now=now)

    erase_askers(asker_ids=[], browser="a" * 64, now=now)

    assert kinds() == ["visit_confirm"]


def test_who_erases_without_a_browser_leaves_the_mailed_links_of_others(now):
    others, own = make_request(now=now), make_asker(now=now)
    mailed = others.links.filter(session_hash="")
    assert mailed.exists()

    erase_askers(asker_ids=[own.pk], browser="", now=now)

    assert mailed.exists()


def test_a_clinic_that_answers_who_is_erased_finds_nobody(now):
    request = make_request(now=now)
    erase_askers(asker_ids=[request.asker_id], browser="a" * 64, now=now)

    with pytest.raises(RequestGone):
        offer_times(
            request_id=request.pk, times=[at_clinic(now, days=7)], by=request.provider.user, seen=1, form_key=uuid4(),
            now=now,
        )  # fmt: skip
    assert [line.first_name for line in inbox(by=request.provider.user, now=now)] == [""]


def test_an_erased_visit_frees_its_time(now):
    request = make_agreed(now=now)
    erase_askers(asker_ids=[request.asker_id], browser="a" * 64, now=now)

    assert not fresh(request).visit.booked
    assert fresh(request).state == "closed"


def test_two_tabs_take_the_same_visits_into_an_account_once(now):
    asker, user, other = make_asker(now=now), make_user(), make_user()

    assert askers_to_take([asker.pk]) == [asker]
    assert take_into_account(asker_ids=[asker.pk], user=user, now=now) == 1
    assert take_into_account(asker_ids=[asker.pk], user=user, now=now) == 0
    assert take_into_account(asker_ids=[asker.pk], user=other, now=now) == 0


def test_an_account_that_goes_takes_its_askers_along_once_they_are_erased(now):
    request = make_request(now=now, asker=make_asker(now=now, user=make_user()))
    user = request.asker.user
    erase_askers(asker_ids=[request.asker_id], browser="a" * 64, now=now)
    user.delete()

    assert not Asker.objects.exists()


# --- How fast a clinic answers ---------------------------------------------------------------------------------------
def answered(place, now, *, after: timedelta):
    request = make_request(place, now=now)
    decline_request(
        request_id=request.pk, reason=DeclineReason.NO_TIME, by=place.provider.user, seen=1, form_key=uuid4(),
        now=now + after,
    )  # fmt: skip


def test_the_answer_time_is_told_in_words_from_ten_on(now, settings):
    from matching.consultations.steps.capacity import set_capacity

    place = make_clinic(now=now)
    set_capacity(place_id=place.pk, places=100, until=None)
    for _ in range(9):
        answered(place, now, after=timedelta(hours=2))
    one = answer_times([place.provider_id], now=now + timedelta(hours=3))[place.provider_id]
    assert (one.asked, one.is_known) == (9, False)
    assert "do not know yet" in one.words
    make_request(place, now=now)
    later = now + timedelta(days=5)
    assert answer_times([place.provider_id], now=now + timedelta(hours=3))[place.provider_id].asked == 9
    ring_due(now=later)

    one = answer_times([place.provider_id], now=later)[place.provider_id]

    assert (one.asked, one.in_time, one.words) == (10, 9, "Answers most requests the same day")
    assert one.share_words == "9 of 10 requests answered in time"
    assert share_of_site(now=later) == 0.9
    assert UNKNOWN.value(share_of_site=0.85) == pytest.approx(0.85)


def test_who_answers_late_is_told_as_late(now):
    from matching.consultations.steps.capacity import set_capacity

    place = make_clinic(now=now)
    set_capacity(place_id=place.pk, places=100, until=None)
    for _ in range(10):
        answered(place, now, after=timedelta(days=6))

    one = answer_times([place.provider_id], now=now + timedelta(days=7))[place.provider_id]

    assert (one.in_time, one.words) == (0, "Often answers later than two working days")
