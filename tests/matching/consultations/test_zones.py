"""A place is put right and has another clock: the clinic says of each visit what holds, and nobody guesses."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from matching.consultations.clocks.rezoning import ask_about_zones, follow_clocks
from matching.consultations.enums import ZoneChoice
from matching.consultations.errors import RequestGone, Stale, TimeRefused, TimeTaken
from matching.consultations.models import Request
from matching.consultations.services.choosing import agree
from matching.consultations.services.zones import settle_zone
from matching.consultations.zone_questions import zone_questions
from providers.directory.models import PracticeLocation
from tests.factories.consultations import at_clinic, make_agreed, make_clinic, make_request, offer
from tests.factories.providers import make_user
from tests.matching.consultations.conftest import fresh, kinds, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

BOISE = "America/Boise"  # an hour ahead of Oakland, where it was put by mistake


def agreed_at(place: PracticeLocation, now: datetime, *, hour: int, minute: int = 0, days: int = 7) -> Request:
    request = make_request(place, now=now)
    (offered,) = offer(request, now=now, times=[at_clinic(now, days=days, hour=hour, minute=minute)])
    agree(request_id=request.pk, offer_id=offered.pk, by=[request.asker_id], form_key=uuid4(), now=now)
    return fresh(request)


def put_right(place: PracticeLocation, zone: str = BOISE) -> None:
    PracticeLocation.objects.filter(pk=place.pk).update(time_zone=zone)


def settle(request: Request, choice: ZoneChoice, *, now: datetime, **fields) -> Request:
    whole = {"by": request.provider.user, "seen": fresh(request).n, "form_key": uuid4(), **fields}
    return settle_zone(request_id=request.pk, choice=choice, now=now, **whole)


@pytest.mark.parametrize(
    ("choice", "starts", "at"),
    [
        (ZoneChoice.WALL, datetime(2026, 12, 1, 21, tzinfo=UTC), time(14)),
        (ZoneChoice.MOMENT, datetime(2026, 12, 1, 22, tzinfo=UTC), time(15)),
    ],
)
def test_the_time_on_the_clock_stays_or_the_moment_and_both_are_told(now, choice, starts, at):
    request = make_agreed(now=now)  # 2 PM on December 1
    was = request.visit
    put_right(request.place)

    settle(request, choice, now=now)

    visit = fresh(request).visit
    assert (visit.starts, visit.at, visit.zone) == (starts, at, BOISE)
    assert visit.ends - visit.starts == was.ends - was.starts
    assert (visit.uid, visit.sequence) == (was.uid, was.sequence + 1)
    assert path_of(request)[-2:] == ["agreed", "agreed"]
    assert {"visit_moved", "clinic_moved"} <= set(kinds(request))
    assert zone_questions(by=request.provider.user, now=now) == []


def test_until_it_is_settled_nothing_moves_and_the_clinic_is_asked_once(now):
    request = fresh(make_agreed(now=now))
    put_right(request.place)

    assert (ask_about_zones(now=now), ask_about_zones(now=now + timedelta(hours=1))) == (1, 1)
    assert follow_clocks(now=now) == 0

    assert kinds().count("clinic_zone") == 1
    assert fresh(request).visit.starts == request.visit.starts


def test_a_visit_that_another_would_cover_is_refused_and_named(now):
    """In Boise 2 PM is 1 PM of Oakland, where the other one stands."""
    place = make_clinic(now=now)
    earlier, later = agreed_at(place, now, hour=13), agreed_at(place, now, hour=14)
    put_right(place)

    questions = zone_questions(by=place.provider.user, now=now)
    told = {(one.reference, answer.choice): list(answer.clashes) for one in questions for answer in one.answers}
    assert [one.reference for one in questions] == [earlier.reference, later.reference]
    assert told[later.reference, ZoneChoice.WALL] == [earlier.reference]
    assert told[later.reference, ZoneChoice.MOMENT] == told[earlier.reference, ZoneChoice.WALL] == []
    with pytest.raises(TimeTaken):
        settle(later, ZoneChoice.WALL, now=now)
    assert fresh(later).visit.starts == later.visit.starts

    settle(earlier, ZoneChoice.WALL, now=now)
    settle(later, ZoneChoice.WALL, now=now)

    assert fresh(later).visit.starts == earlier.visit.starts


def test_a_time_that_would_be_past_is_refused_in_words(now):
    request = agreed_at(make_clinic(now=now), now, hour=11, days=0)  # it is 9 AM
    put_right(request.place, "America/New_York")

    (question,) = zone_questions(by=request.provider.user, now=now)
    assert [bool(answer.refused) for answer in question.answers] == [True, False]
    with pytest.raises(TimeRefused):
        settle(request, ZoneChoice.WALL, now=now)


def test_an_hour_that_comes_twice_in_the_new_zone_is_refused_and_the_visit_stays():
    now = datetime(2026, 10, 27, 17, tzinfo=UTC)
    place = make_clinic(now=now, state="AZ", time_zone="America/Phoenix", city="Phoenix")
    request = make_request(place, now=now)
    (offered,) = offer(request, now=now, times=[at_clinic(now, days=4, hour=22, minute=30, zone="America/Phoenix")])
    agree(request_id=request.pk, offer_id=offered.pk, by=[request.asker_id], form_key=uuid4(), now=now)
    put_right(place, "America/New_York")  # 1:30 AM, for the first time

    with pytest.raises(TimeRefused):
        settle(request, ZoneChoice.MOMENT, now=now)
    assert fresh(request).visit.zone == "America/Phoenix"


def test_pressed_twice_by_a_stale_page_or_by_somebody_else(now):
    request, key = make_agreed(now=now), uuid4()
    put_right(request.place)

    with pytest.raises(RequestGone):
        settle(request, ZoneChoice.WALL, now=now, by=make_user())
    with pytest.raises(Stale):
        settle(request, ZoneChoice.WALL, now=now, seen=1)
    for _ in range(2):
        settle(request, ZoneChoice.WALL, now=now, form_key=key, seen=request.n)
    with pytest.raises(Stale):
        settle(request, ZoneChoice.MOMENT, now=now)
    assert fresh(request).visit.sequence == 1
