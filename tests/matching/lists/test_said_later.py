"""What was true when a list was made and is not when it is read is not said."""

from datetime import timedelta

import pytest
from django.utils.formats import date_format

from matching.lists.comparison import compare_places
from matching.lists.selectors import results_for
from matching.search.enums import FinishedBy
from matching.search.models import Intake
from matching.search.services.jobs import finish_match_job
from matching.snapshots.enums import SlotChoice
from providers.directory.enums import Weekday
from providers.directory.models import PracticeLocation, WeeklyHours
from tests.factories.matching import make_intake, own
from tests.factories.providers import OAKLAND, make_hold, make_listed_location
from tests.factories.treatments import make_area_concern

pytestmark = pytest.mark.django_db


def listed(now, **asked) -> Intake:
    intake = make_intake(now=now, **asked)
    finish_match_job(job_id=intake.job.pk, by=FinishedBy.WORKER, now=now)
    return Intake.objects.get(pk=intake.pk)


def said(intake, now) -> str:
    return " / ".join(line for card in results_for(intake, now=now).cards for line in (*card.reasons, card.drawback))


def a_place(now, price, **fields):
    there = {"latitude": OAKLAND[0] + 0.01, "longitude": OAKLAND[1], **fields}
    return make_listed_location(now=now, price=price, **there)


class TestSomebodyIsHidden:
    @pytest.fixture
    def places(self, now):
        soon = {"next_opening_at": now + timedelta(days=1), "hours_confirmed_on": now.date()}
        return [a_place(now, price, **soon) for price in (150, 200, 240)]

    def test_nobody_is_compared_with_the_whole_list(self, now, places):
        intake = listed(now)
        assert "on this list" in said(intake, now)

        make_hold(places[0].provider, now=now)

        told = said(intake, now)
        assert "this list" not in told
        assert len(results_for(intake, now=now).cards) == 2

    def test_nor_side_by_side(self, now, places):
        intake, chosen = listed(now), [place.pk for place in places[1:]]
        before = compare_places(intake, chosen, shared=False, now=now)
        assert any("on this list" in card.drawback for card in before.columns)

        make_hold(places[0].provider, now=now)

        after = compare_places(intake, chosen, shared=False, now=now)
        assert [card.location.pk for card in after.columns] == chosen
        assert not any("this list" in card.drawback for card in after.columns)
        assert after.gone == 0


class TestAnOpening:
    def test_that_is_over_is_not_the_next(self, now):
        a_place(now, 150, next_opening_at=now + timedelta(days=10), hours_confirmed_on=now.date())
        intake = listed(now)
        assert "The next opening is on Fri, Dec 4" in said(intake, now)

        assert "The next opening" not in said(intake, now + timedelta(days=11))

    def test_at_a_time_that_was_asked_is_told_until_it_is_over_or_another_is_named(self, now):
        saturday = now + timedelta(days=(5 - now.weekday()) % 7, hours=2)
        openings = {"next_opening_at": now + timedelta(hours=1), "second_opening_at": saturday}
        place, _others = a_place(now, 150, hours_confirmed_on=now.date(), **openings), [a_place(now, 150) for _ in "ab"]
        WeeklyHours.objects.create(location=place, weekday=Weekday.SATURDAY, opens="08:00", closes="14:00")
        intake = listed(now, slots=[SlotChoice.SATURDAY])
        told = f"Free at a time you chose: {date_format(saturday, 'WEEKDAY_FORMAT')}"
        assert told in said(intake, now)

        assert "Free at a time" not in said(intake, saturday + timedelta(minutes=1))
        PracticeLocation.objects.filter(pk=place.pk).update(second_opening_at=saturday + timedelta(days=7))
        assert "Free at a time" not in said(intake, now)

    def test_that_is_known_by_now_is_not_unknown(self, now):
        place = a_place(now, 150)
        intake = listed(now)
        assert "We do not know the next opening" in said(intake, now)

        place.next_opening_at, place.hours_confirmed_on = now + timedelta(days=2), now.date()
        place.save()

        assert "We do not know the next opening" not in said(intake, now)

    @pytest.mark.parametrize(
        ("asked", "told"), [({"slots": [SlotChoice.SUNDAY]}, "Not open on Sundays"), ({}, "No weekend hours")]
    )
    def test_on_a_sunday_is_named_after_none_was(self, now, asked, told):
        sunday = now + timedelta(days=(6 - now.weekday()) % 7, hours=2)
        place = a_place(now, 150, next_opening_at=now + timedelta(hours=1), hours_confirmed_on=now.date())
        place.offerings.update(sessions_done=1300)
        WeeklyHours.objects.create(location=place, weekday=Weekday.TUESDAY, opens="08:00", closes="14:00")
        intake = listed(now, **asked)
        assert told in said(intake, now)

        PracticeLocation.objects.filter(pk=place.pk).update(second_opening_at=sunday)

        assert told not in said(intake, now)
        assert told in said(intake, sunday + timedelta(hours=1))


def test_an_empty_list_says_when_somebody_came(client, now):
    make_area_concern()
    intake = listed(now)
    own(client, intake)
    assert "No provider fits yet" in client.get(intake.get_absolute_url()).content.decode()

    make_listed_location(now=now, price=150)
    Intake.objects.filter(pk=intake.pk).update(updated_at=now + timedelta(seconds=1))  # past what is kept for a minute

    page = client.get(intake.get_absolute_url()).content.decode()
    assert "Somebody new fits your plan" in page
    assert "No provider fits yet" not in page
