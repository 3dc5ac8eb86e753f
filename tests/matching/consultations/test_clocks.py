"""What time does: reminders, a late answer, lapsed times, the day before, the days after. By the clinic's clock."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from caarisma.common.outbox.models import Mail
from matching.consultations.clocks import rezoning
from matching.consultations.clocks.forgetting import forget_all
from matching.consultations.clocks.rezoning import follow_clocks
from matching.consultations.clocks.ringing import ring_due
from matching.consultations.clocks.unlisted import settle_unlisted, warn
from matching.consultations.enums import DeclineReason, Side
from matching.consultations.models import (
    Asker,
    Message,
    Move,
    PressLink,
    Request,
    RequestClock,
    RequestWords,
    SharedFact,
)
from matching.consultations.services.answering import TypedTime, decline_request, see_request
from matching.consultations.services.choosing import say_none_fits
from matching.consultations.services.ending import cancel_by_patient
from matching.consultations.services.messaging import write_as_clinic
from matching.consultations.services.visiting import say_missed, say_visited
from tests.factories.consultations import make_agreed, make_clinic, make_request, offer
from tests.factories.providers import make_hold
from tests.matching.consultations.conftest import fresh, kinds, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_clinic_is_reminded_then_the_patient_is_told_then_it_is_closed(now):
    """Sent on Tuesday, Nov 24 at 9 AM in Oakland; Thursday is Thanksgiving."""
    request = make_request(now=now)

    ring_due(now=utc("2026-11-26T00:59"))
    assert kinds(request) == ["visit_sent", "clinic_new"]
    ring_due(now=utc("2026-11-26T01:00"))
    assert kinds(request)[2:] == ["clinic_remind"]
    ring_due(now=utc("2026-11-28T01:00"))
    assert fresh(request).state == "unanswered"
    assert kinds(request)[2:] == ["visit_late", "clinic_late"]
    ring_due(now=utc("2026-12-02T01:00"))

    assert path_of(request) == ["sent", "unanswered", "closed"]
    assert kinds(request)[-1] == "visit_closed"
    assert RequestClock.objects.filter(done_at=None).count() == 0


def test_a_clock_that_goes_back_rings_nothing_twice(now):
    request = make_request(now=now)
    for at in ("2026-11-26T01:00", "2026-11-26T00:30", "2026-11-26T01:00", "2026-11-26T02:00"):
        ring_due(now=utc(at))

    assert kinds(request).count("clinic_remind") == 1


def test_who_offers_in_time_is_not_reminded(now):
    request = make_request(now=now)
    offer(request, now=now + timedelta(hours=2))

    ring_due(now=utc("2026-11-26T01:00"))

    assert "clinic_remind" not in kinds(request)


def test_a_typed_answer_starts_the_two_days_anew(now):
    request = make_request(now=now)
    see_request(request_id=request.pk, by=request.provider.user, now=now)
    write_as_clinic(
        request_id=request.pk,
        body="Which day is best?",
        by=request.provider.user,
        form_key=uuid4(),
        now=utc("2026-11-27T18:00"),
    )

    ring_due(now=utc("2026-11-28T01:00"))
    assert fresh(request).state == "seen"
    ring_due(now=utc("2026-12-02T01:00"))
    assert fresh(request).state == "unanswered"


def test_offered_times_are_reminded_of_once_and_lapse(now):
    request = make_request(now=now)
    (offered,) = offer(request, now=now)
    half = now + (offered.lapses_at - now) / 2

    ring_due(now=half)
    ring_due(now=half + timedelta(minutes=1))
    assert kinds(request).count("visit_half_time") == 1
    ring_due(now=offered.lapses_at)

    assert path_of(request) == ["sent", "times_offered", "closed"]
    assert [one.state for one in request.offers.all()] == ["lapsed"]
    assert kinds(request)[-2:] == ["visit_closed", "clinic_closed"]


def test_none_fits_gives_the_clinic_one_more_working_day(now):
    request = make_request(now=now)
    offer(request, now=now)
    request = fresh(request)
    say_none_fits(
        request_id=request.pk, wishes=[], words="Only evenings", by=[request.asker_id], seen=request.n,
        form_key=uuid4(), now=now,
    )  # fmt: skip

    request = fresh(request)
    assert (request.state, request.due_at) == ("seen", utc("2026-11-26T01:00"))
    assert kinds(request)[-1] == "clinic_none_fit"
    ring_due(now=request.due_at)
    assert fresh(request).state == "unanswered"


def test_the_reminder_comes_at_ten_the_day_before_across_a_change_of_clocks():
    now = utc("2026-10-20T17:00")
    place = make_clinic(now=now, state="NY", time_zone="America/New_York", city="New York")
    request = make_request(place, now=now)
    (offered,) = offer(request, now=now, times=[TypedTime(date(2026, 11, 1), time(10))])
    from matching.consultations.services.choosing import agree

    agree(request_id=request.pk, offer_id=offered.pk, by=[request.asker_id], form_key=uuid4(), now=now)

    ring_due(now=utc("2026-10-31T13:59"))
    assert "visit_tomorrow" not in kinds(request)
    ring_due(now=utc("2026-10-31T14:00"))
    assert kinds(request)[-1] == "visit_tomorrow"


def test_a_reminder_of_a_visit_that_was_cancelled_is_not_sent(now):
    request = make_agreed(now=now)
    day_before = request.visit.starts - timedelta(days=1)
    ring_due(now=day_before)
    assert "visit_tomorrow" in kinds(request)

    cancel_by_patient(
        request_id=request.pk, by=[request.asker_id], form_key=uuid4(), now=day_before + timedelta(minutes=5)
    )

    assert not {"visit_tomorrow", "visit_agreed", "visit_sent"} & set(kinds(request))
    assert Mail.objects.filter(kind="visit_tomorrow", letter=None, recipient=None).count() == 1


def test_the_patient_is_asked_once_how_it_was_and_silence_ends_it(now):
    request = make_agreed(now=now)
    ends = request.visit.ends

    ring_due(now=ends + timedelta(days=1))
    assert kinds(request)[-1] == "visit_how_was_it"
    ring_due(now=ends + timedelta(days=14))

    assert path_of(request)[-1] == "closed"
    assert fresh(request).visit.booked


def test_visited_by_a_press_and_after_missed_for_60_days(now):
    request = make_agreed(now=now)
    starts, ends = request.visit.starts, request.visit.ends
    press = {"request_id": request.pk, "side": Side.PATIENT, "by": [request.asker_id]}
    from matching.consultations.errors import TimeRefused

    with pytest.raises(TimeRefused):
        say_visited(**press, form_key=uuid4(), now=starts - timedelta(minutes=1))
    with pytest.raises(TimeRefused):
        say_missed(request_id=request.pk, by=request.provider.user, form_key=uuid4(), now=starts)
    say_missed(request_id=request.pk, by=request.provider.user, form_key=uuid4(), now=ends)
    say_visited(**press, form_key=uuid4(), now=ends + timedelta(days=59))

    assert path_of(request)[-2:] == ["missed", "visited"]


# --- Clinics that may not be shown any more ---------------------------------------------------------------------------
def lapse(request: Request) -> None:
    request.provider.licenses.update(expires_on=date(2026, 11, 1))


def test_a_pause_closes_nothing(now):
    request = make_request(now=now)
    make_hold(request.provider, now=now)

    assert settle_unlisted(now=now) == 0
    assert fresh(request).state == "sent"


def test_a_license_that_ended_closes_what_is_not_agreed_and_warns_of_what_is(now):
    asked, agreed, fine = make_request(now=now), make_agreed(now=now), make_request(now=now)
    lapse(asked)
    lapse(agreed)

    assert settle_unlisted(now=now) == 1
    assert settle_unlisted(now=now + timedelta(hours=1)) == 0

    assert [fresh(one).state for one in (asked, agreed, fine)] == ["closed", "agreed", "sent"]
    assert kinds(asked)[-2:] == ["visit_closed", "clinic_closed"]
    assert kinds(agreed).count("visit_important") == 1
    assert fresh(agreed).visit.booked


def test_a_second_warning_makes_no_link_that_nobody_is_sent(now):
    agreed = make_agreed(now=now)
    warn(request_id=agreed.pk, now=now)
    links = PressLink.objects.count()

    warn(request_id=agreed.pk, now=now + timedelta(minutes=5))

    assert kinds(agreed).count("visit_important") == 1
    assert PressLink.objects.count() == links > 0


def test_rules_of_a_zone_that_change_keep_the_wall_time(now, monkeypatch):
    request = make_agreed(now=now)
    was = request.visit.starts
    later = was + timedelta(hours=1)
    monkeypatch.setattr(rezoning, "instant", lambda *_wall: later)
    monkeypatch.setattr("matching.consultations.rules.wall_times.instant", lambda *_wall: later)

    assert follow_clocks(now=now) == 1
    assert follow_clocks(now=now) == 0

    visit = fresh(request).visit
    assert (visit.starts, visit.at, visit.sequence) == (later, request.visit.at, 1)
    assert kinds(request).count("visit_moved") == 1


# --- Forgetting -------------------------------------------------------------------------------------------------------
def test_words_go_after_a_month_people_after_half_a_year_and_all_after_two_years(now):
    request = make_request(now=now, note="A note", shared=[("thinner", "You take a blood thinner.")])
    decline_request(
        request_id=request.pk, reason=DeclineReason.OTHER, words="No", by=request.provider.user, seen=1,
        form_key=uuid4(), now=now,
    )  # fmt: skip

    forget_all(now=now + timedelta(days=29))
    assert RequestWords.objects.exists()
    forget_all(now=now + timedelta(days=30))
    assert not RequestWords.objects.exists()
    assert not SharedFact.objects.exists()
    assert Message.objects.exists()
    forget_all(now=now + timedelta(days=180))
    assert not Message.objects.exists()
    assert fresh(request).asker is None
    forget_all(now=now + timedelta(days=730))
    assert not Request.objects.exists()
    assert not Move.objects.exists()
    Asker.objects.update(updated_at=now)
    forget_all(now=now + timedelta(days=731))
    assert not Asker.objects.exists()
