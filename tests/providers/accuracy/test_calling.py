"""Entries are drawn when the month begins, called on two days, and what was found stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from caarisma.common.errors import UserFacingError
from providers.accuracy.enums import CallFinding
from providers.accuracy.models import DrawRound, OpenCall
from providers.accuracy.selectors import calls_of
from providers.accuracy.services.calling import record_open_call, settle_gone
from providers.accuracy.services.drawing import commit_seed, draw
from tests.factories.providers import make_listed_location, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

DAY = timedelta(days=1)
DECEMBER = date(2026, 12, 1)
BEGUN = datetime(2026, 12, 1, 0, 5, tzinfo=UTC)
CALLING = datetime(2026, 12, 2, 18, tzinfo=UTC)


@pytest.fixture
def calls(now):
    for _ in range(4):
        make_listed_location(now=now, phone="(510) 555-0142")
    commit_seed(now=now)
    draw(now=BEGUN)
    return list(OpenCall.objects.all())


def found(call, *wrong, reached=True, at=CALLING):
    return record_open_call(call_id=call.pk, reached=reached, wrong=wrong, by=make_staff(), now=at)


def test_a_seed_is_committed_once_and_before_its_month(now):
    first, again = commit_seed(now=now), commit_seed(now=now + DAY)

    assert first == again
    assert (first.month, first.drawn_at) == (DECEMBER, None)


def test_a_month_without_a_seed_of_before_has_no_draw(now):
    make_listed_location(now=now)
    assert draw(now=BEGUN) is None

    DrawRound.objects.create(month=DECEMBER, seed="a" * 64, seed_hash="b" * 64, cover="c" * 64, committed_at=BEGUN)
    assert draw(now=BEGUN + DAY) is None


def test_everybody_listed_is_in_the_list_once_and_it_is_drawn_once(calls):
    december = DrawRound.objects.get()

    assert december.entries == len(december.frame.split()) == 4
    assert {call.ref for call in calls} <= set(december.frame.split())
    assert draw(now=BEGUN + DAY) is None


def test_seed_list_and_finding_stay(calls):
    found(calls[0])
    for change in (
        lambda: DrawRound.objects.update(seed="d" * 64),
        lambda: DrawRound.objects.update(frame="another\n"),
        lambda: OpenCall.objects.filter(pk=calls[0].pk).update(outcome=CallFinding.NOT_REACHED),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_not_reached_on_two_days_is_not_right(calls):
    call = calls[0]
    assert found(call, reached=False).settled_at is None
    with pytest.raises(UserFacingError):
        found(call, reached=False, at=CALLING + timedelta(hours=2))

    settled = found(call, reached=False, at=CALLING + DAY)

    assert settled.outcome == CallFinding.NOT_REACHED
    assert (calls_of(DECEMBER).called, calls_of(DECEMBER).right) == (1, 0)


def test_what_was_found_is_counted_by_fact(calls):
    found(calls[0])
    found(calls[1], "person", "accepting")
    found(calls[2], "phone", reached=False)

    counted = calls_of(DECEMBER)

    assert (counted.called, counted.right, counted.not_reached) == (3, 1, 0)
    assert {code: count for code, count in counted.wrong.items() if count} == {"phone": 1, "person": 1, "accepting": 1}
    assert counted.interval is None, "of three calls no share is told"


def test_who_left_before_the_call_is_none_of_the_sample(calls):
    calls[0].place.provider.licenses.all().delete()

    assert settle_gone(now=CALLING) == 1
    assert calls_of(DECEMBER).called == 0


def test_a_change_by_the_clinic_moves_no_figure(calls):
    found(calls[0], "phone")
    before = calls_of(DECEMBER)
    calls[0].place.phone = "(510) 555-0143"
    calls[0].place.save()

    assert calls_of(DECEMBER) == before
