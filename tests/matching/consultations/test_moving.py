"""Two sides and one time: stale pages, taken times, wishes to move, cancelling."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from icalendar import Calendar

from matching.consultations.enums import CancelReason, DayPart, DeclineReason, OfferState, Side
from matching.consultations.errors import (
    HiddenClinic,
    OfferGone,
    RequestGone,
    Stale,
    TakesNoRequests,
    TimeRefused,
    TimeTaken,
    TooMuch,
    VisitIsNear,
)
from matching.consultations.services.answering import TypedTime, book_named_time, decline_request, offer_times
from matching.consultations.services.choosing import agree
from matching.consultations.services.drafting import Wish
from matching.consultations.services.ending import AskTwice, cancel_by_clinic, cancel_by_patient
from matching.consultations.services.moving import accept_move, wish_to_move, withdraw_wish
from matching.requests.calendar_file import visit_file
from providers.screening.enums import HoldKind
from tests.factories.consultations import at_clinic, days_ahead, make_agreed, make_clinic, make_request, offer
from tests.factories.providers import make_hold, make_user
from tests.matching.consultations.conftest import fresh, kinds, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def agree_on(request, offered, *, now):
    return agree(request_id=request.pk, offer_id=offered.pk, by=[request.asker_id], form_key=uuid4(), now=now)


def test_a_stale_page_after_a_new_round_is_told(now):
    request = make_request(now=now)
    (old,) = offer(request, now=now)
    (new,) = offer(request, now=now, times=[at_clinic(now, days=8)])

    with pytest.raises(OfferGone):
        agree_on(request, old, now=now)
    agree_on(request, new, now=now)

    assert path_of(request) == ["sent", "times_offered", "times_offered", "agreed"]


def test_a_page_that_is_behind_is_told_and_nothing_happens(now):
    request = make_request(now=now)
    offer(request, now=now)

    with pytest.raises(Stale):
        decline_request(
            request_id=request.pk, reason=DeclineReason.OTHER, by=request.provider.user, seen=1, form_key=uuid4(),
            now=now,
        )  # fmt: skip
    assert fresh(request).state == "times_offered"


def test_the_same_form_twice_is_done_once(now):
    request = make_request(now=now)
    form = {
        "request_id": request.pk, "times": [at_clinic(now, days=7)], "by": request.provider.user, "seen": 1,
        "form_key": uuid4(), "now": now,
    }  # fmt: skip
    offer_times(**form)
    offer_times(**form)

    assert path_of(request) == ["sent", "times_offered"]
    assert request.offers.count() == 1
    assert kinds(request).count("visit_times") == 1


def test_two_offers_of_a_round_may_not_overlap(now):
    request = make_request(now=now)
    with pytest.raises(TimeRefused, match="overlap"):
        offer(request, now=now, times=[at_clinic(now, days=7), at_clinic(now, days=7, minute=30)])


@pytest.mark.parametrize(
    ("day", "at"), [(date(2027, 3, 14), time(2, 30)), (date(2026, 11, 24), time(8, 55)), (date(2027, 5, 24), time(9))]
)
def test_times_that_cannot_be_are_refused_and_leave_no_trace(now, day, at):
    request = make_request(now=now)
    with pytest.raises(TimeRefused):
        offer(request, now=now, times=[TypedTime(day, at)])
    assert path_of(request) == ["sent"]


def test_one_time_may_be_offered_to_two_and_the_first_yes_wins(now):
    place = make_clinic(now=now)
    first, second = make_request(place, now=now), make_request(place, now=now)
    (to_first,), (to_second, other) = (
        offer(first, now=now),
        offer(second, now=now, times=[at_clinic(now, days=7), at_clinic(now, days=9)]),
    )
    agree_on(first, to_first, now=now)

    with pytest.raises(TimeTaken):
        agree_on(second, to_second, now=now)

    assert fresh(second).state == "times_offered"
    agree_on(second, other, now=now)
    assert fresh(second).visit.starts == other.starts


def test_back_to_back_visits_are_both_booked(now):
    place = make_clinic(now=now)
    first, second = make_request(place, now=now), make_request(place, now=now)
    (one,) = offer(first, now=now, times=[at_clinic(now, days=7, hour=10)])
    (two,) = offer(second, now=now, times=[at_clinic(now, days=7, hour=10, minute=45)])
    agree_on(first, one, now=now)
    agree_on(second, two, now=now)

    assert fresh(first).visit.ends == fresh(second).visit.starts


def test_less_than_an_hour_before_one_calls(now):
    request = make_request(now=now)
    (offered,) = offer(request, now=now)

    with pytest.raises(VisitIsNear):
        agree_on(request, offered, now=offered.starts - timedelta(minutes=59))


def test_the_gate_is_asked_again_when_one_agrees(now):
    request = make_request(now=now)
    (offered,) = offer(request, now=now)
    make_hold(request.provider, now=now, kind=HoldKind.SUSPENDED)

    with pytest.raises(TakesNoRequests):
        agree_on(request, offered, now=now)
    with pytest.raises(HiddenClinic):
        offer(request, now=now, times=[at_clinic(now, days=9)])
    assert fresh(request).state == "times_offered"
    assert request.offers.get().state == OfferState.OPEN


def test_what_is_open_goes_on_through_a_pause(now):
    request = make_request(now=now)
    make_hold(request.provider, now=now)
    (offered,) = offer(request, now=now)
    agree_on(request, offered, now=now)

    assert fresh(request).state == "agreed"


def test_strangers_reach_nothing(now):
    request = make_agreed(now=now)
    with pytest.raises(RequestGone):
        cancel_by_patient(request_id=request.pk, by=[request.asker_id + 1], form_key=uuid4(), now=now)
    with pytest.raises(RequestGone):
        cancel_by_clinic(
            request_id=request.pk, reason=CancelReason.ILL, by=make_user(), seen=request.n, form_key=uuid4(), now=now
        )


# --- Booked for the patient ------------------------------------------------------------------------------------------
def book(request, typed, *, now):
    return book_named_time(
        request_id=request.pk, time_=typed, by=request.provider.user, seen=request.n, form_key=uuid4(), now=now
    )


def test_a_time_that_the_patient_named_may_be_booked_at_once(now):
    wishes = [Wish(days_ahead(now, 7), DayPart.AFTERNOON)]
    request = make_request(now=now, times=wishes, any_time=False, book_for_me=True)

    with pytest.raises(TimeRefused):
        book(request, at_clinic(now, days=7, hour=10), now=now)
    book(request, at_clinic(now, days=7, hour=14), now=now)

    assert path_of(request) == ["sent", "agreed"]


def test_nothing_is_booked_for_who_did_not_tick_it(now):
    request = make_request(now=now, any_time=True)
    with pytest.raises(TimeRefused):
        book(request, at_clinic(now, days=7), now=now)


# --- Moving ----------------------------------------------------------------------------------------------------------
def wish(request, side, *, now, days=9, hour=14):
    by = [request.asker_id] if side == Side.PATIENT else [request.provider.user_id]
    wish_to_move(
        request_id=request.pk, times=[at_clinic(now, days=days, hour=hour)], side=side, by=by, seen=fresh(request).n,
        now=now,
    )  # fmt: skip
    return request.offers.filter(moves_visit=True, by=side, state="open").get()


def accept(request, offered, side, *, now):
    by = [request.asker_id] if side == Side.PATIENT else [request.provider.user_id]
    return accept_move(request_id=request.pk, offer_id=offered.pk, side=side, by=by, form_key=uuid4(), now=now)


def test_a_wish_changes_nothing_until_the_other_side_says_yes(now):
    request = make_agreed(now=now)
    was = request.visit.starts
    wished = wish(request, Side.CLINIC, now=now)

    assert fresh(request).visit.starts == was
    with pytest.raises(OfferGone):
        accept(request, wished, Side.CLINIC, now=now)
    with pytest.raises(OfferGone):
        accept(request, wished, Side.PATIENT, now=wished.lapses_at)
    accept(request, wished, Side.PATIENT, now=now)

    visit = fresh(request).visit
    assert (visit.starts, visit.sequence, visit.uid) == (wished.starts, 1, request.visit.uid)
    assert "visit_agreed" not in kinds(request)
    assert kinds(request)[-2:] == ["visit_moved", "clinic_moved"]


def test_the_same_wish_twice_is_one_and_a_sixth_in_an_hour_is_too_much(now):
    request = make_agreed(now=now)
    first, second = (wish(request, Side.PATIENT, now=now + timedelta(minutes=n)) for n in range(2))
    assert first == second
    assert kinds(request).count("clinic_move_wished") == 1

    for days in range(10, 14):
        wish(request, Side.PATIENT, now=now, days=days)
    with pytest.raises(TooMuch):
        wish(request, Side.PATIENT, now=now, days=14)
    wish(request, Side.CLINIC, now=now, days=14)


def test_both_may_wish_at_once_and_one_yes_ends_both(now):
    request = make_agreed(now=now)
    theirs, ours = wish(request, Side.CLINIC, now=now, days=9), wish(request, Side.PATIENT, now=now, days=10)

    accept(request, ours, Side.CLINIC, now=now)

    with pytest.raises(OfferGone):
        accept(request, theirs, Side.PATIENT, now=now)
    assert fresh(request).visit.starts == ours.starts


def test_moved_into_a_taken_time_the_old_visit_stays(now):
    place = make_clinic(now=now)
    request = make_agreed(place, now=now)
    wished = wish(request, Side.PATIENT, now=now, days=9)
    beside = make_request(place, now=now)
    (offered,) = offer(beside, now=now, times=[at_clinic(now, days=9)])
    agree_on(beside, offered, now=now)

    with pytest.raises(TimeTaken):
        accept(request, wished, Side.CLINIC, now=now)

    assert fresh(request).visit.starts == request.visit.starts
    assert fresh(request).visit.sequence == 0
    wished.refresh_from_db()
    assert wished.state == OfferState.OPEN


def test_a_wish_can_be_taken_back(now):
    request = make_agreed(now=now)
    wished = wish(request, Side.PATIENT, now=now)
    withdraw_wish(request_id=request.pk, side=Side.PATIENT, by=[request.asker_id], now=now)

    with pytest.raises(OfferGone):
        accept(request, wished, Side.CLINIC, now=now)


def test_the_clinic_confirms_twice_within_a_day(now):
    request = make_agreed(now=now)
    soon = request.visit.starts - timedelta(hours=23)
    form = {"request_id": request.pk, "reason": CancelReason.ILL, "by": request.provider.user, "seen": request.n}

    with pytest.raises(AskTwice):
        cancel_by_clinic(**form, form_key=uuid4(), now=soon)
    cancel_by_clinic(**form, sure=True, form_key=uuid4(), now=soon)

    assert fresh(request).state == "cancelled"


def test_a_patient_cancels_a_minute_before(now):
    request = make_agreed(now=now)
    cancel_by_patient(
        request_id=request.pk, by=[request.asker_id], form_key=uuid4(), now=request.visit.starts - timedelta(minutes=1)
    )
    assert fresh(request).state == "cancelled"
    assert not fresh(request).visit.booked


# --- The calendar file -----------------------------------------------------------------------------------------------
def entry(request):
    calendar = Calendar.from_ical(visit_file(fresh(request).visit, language="en"))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_the_file_is_the_same_until_the_visit_moves_and_then_moves_the_entry(now):
    request = make_agreed(now=now)
    first = visit_file(fresh(request).visit, language="en")
    assert visit_file(fresh(request).visit, language="en") == first
    accept(request, wish(request, Side.CLINIC, now=now), Side.PATIENT, now=now + timedelta(minutes=1))

    (_, before), (_, after) = (Calendar.from_ical(first), Calendar.from_ical(first).walk("VEVENT")[0]), entry(request)
    assert (after["uid"], after["sequence"]) == (before["uid"], 1)
    assert after.decoded("dtstart") == fresh(request).visit.starts


def test_a_cancelled_visit_is_a_cancel_file_without_a_zone(now):
    request = make_agreed(now=now)
    cancel_by_patient(request_id=request.pk, by=[request.asker_id], form_key=uuid4(), now=now)

    calendar, event = entry(request)
    assert (str(calendar["method"]), str(event["status"]), event["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert not calendar.walk("VTIMEZONE")
    assert event["dtstart"].to_ical().endswith(b"Z")


@pytest.mark.parametrize("names_clinic", [True, False])
def test_the_file_names_the_clinic_only_by_tick(now, names_clinic):
    place = make_clinic(now=now)
    request = make_agreed(place, now=now, names_clinic=names_clinic)
    file = visit_file(fresh(request).visit, language="en").decode()

    assert (place.clinic_name in file) == names_clinic
    assert place.provider.last_name not in file
    assert "ORGANIZER" not in file
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
