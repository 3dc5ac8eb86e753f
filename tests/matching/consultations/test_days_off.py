"""A clinic's own days off count for what is asked from then on, and for nothing that was asked before."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from matching.consultations.answer_times import days_taken
from matching.consultations.clinics.days_off import close_days, forget_day, open_day
from matching.consultations.clocks.forgetting import forget_all
from matching.consultations.enums import DeclineReason
from matching.consultations.errors import RequestGone, TimeRefused
from matching.consultations.models import SpecialDay
from matching.consultations.reading import calendar_of
from matching.consultations.selectors import special_days
from matching.consultations.services.answering import decline_request
from tests.factories.consultations import make_clinic, make_request
from tests.factories.providers import make_user
from tests.matching.consultations.conftest import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

THANKSGIVING, FRIDAY, MONDAY = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)


def due_day(place, now) -> date:
    request = make_request(place, now=now)
    assert request.due_at is not None
    return request.due_at.astimezone(UTC).date() - timedelta(days=1)  # 5 PM in Oakland is 1 AM of the next day


def shut(place, first, last, *, now):
    close_days(place_id=place.pk, first=first, last=last, by=place.provider.user, now=now)


def test_an_answer_is_due_after_thanksgiving_and_the_days_that_the_clinic_is_shut(now):
    """Asked on Tuesday, Nov 24."""
    place = make_clinic(now=now)
    assert due_day(place, now) == FRIDAY

    shut(place, FRIDAY, MONDAY, now=now)

    assert due_day(place, now) == date(2026, 12, 1)


def test_a_holiday_on_which_it_works_counts(now):
    place = make_clinic(now=now)
    open_day(place_id=place.pk, day=THANKSGIVING, by=place.provider.user, now=now)

    assert due_day(place, now) == THANKSGIVING


def test_a_day_off_moves_no_answer_that_is_owed_and_betters_no_figure(now):
    place = make_clinic(now=now)
    request = make_request(place, now=now)
    later = now + timedelta(hours=1)
    shut(place, date(2026, 11, 25), FRIDAY, now=later)
    assert fresh(request).due_at == request.due_at

    decline_request(
        request_id=request.pk, reason=DeclineReason.NO_TIME, by=place.provider.user, seen=1, form_key=uuid4(),
        now=datetime(2026, 12, 1, 18, tzinfo=UTC),
    )  # fmt: skip

    request = fresh(request)
    assert days_taken(calendar_of(place), request) == 2  # Monday and Tuesday, had it been known
    assert days_taken(calendar_of(place, known_at=request.sent_at), request) == 99


def test_said_again_it_keeps_when_it_was_said_and_can_be_taken_back(now):
    place, later = make_clinic(now=now), now + timedelta(hours=1)
    shut(place, FRIDAY, FRIDAY, now=now)
    shut(place, FRIDAY, MONDAY, now=later)
    forget_day(place_id=place.pk, day=MONDAY, by=place.provider.user, now=later)

    days = special_days(place_id=place.pk, since=now.date())

    assert [(day.day, day.said_at) for day in days if day.day in (FRIDAY, MONDAY)] == [(FRIDAY, now)]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 11, 23), FRIDAY),  # yesterday
        (MONDAY, FRIDAY),
        (FRIDAY, date(2026, 12, 28)),  # 32 days
        (date(2027, 12, 1), date(2027, 12, 1)),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(now, first, last):
    place = make_clinic(now=now)

    with pytest.raises(TimeRefused):
        shut(place, first, last, now=now)
    assert not SpecialDay.objects.exists()


def test_only_a_holiday_can_be_opened_and_the_past_is_not_forgotten(now):
    place = make_clinic(now=now)
    user = place.provider.user
    shut(place, FRIDAY, FRIDAY, now=now)

    with pytest.raises(TimeRefused):
        open_day(place_id=place.pk, day=FRIDAY, by=user, now=now)
    with pytest.raises(TimeRefused):
        forget_day(place_id=place.pk, day=FRIDAY, by=user, now=now + timedelta(days=5))


def test_nobody_shuts_anothers_clinic(now):
    place = make_clinic(now=now)

    with pytest.raises(RequestGone):
        close_days(place_id=place.pk, first=FRIDAY, last=FRIDAY, by=make_user(), now=now)


def test_days_are_forgotten_after_half_a_year(now):
    place = make_clinic(now=now)
    shut(place, FRIDAY, FRIDAY, now=now)

    forget_all(now=now + timedelta(days=150))
    assert SpecialDay.objects.exists()
    forget_all(now=now + timedelta(days=190))
    assert not SpecialDay.objects.exists()
