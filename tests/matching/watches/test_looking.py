"""The directory changes: who watches hears of it, and of nothing that is no news."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from caarisma.common.advisory import Lock, taken
from matching.watches.clocks.mailing import plan_mails
from matching.watches.enums import HowOften
from matching.watches.looking.changes import hear_changes, hear_of_days, look_at
from matching.watches.models import Watch, WatchMark, WatchSighting
from providers.directory.models import License, Offering, PracticeLocation
from providers.screening.models import ScreeningCase
from tests.factories.providers import make_hold, make_listed_location
from tests.factories.watches import make_watch
from tests.matching.conftest import on_own_connection
from tests.matching.watches.conftest import hear

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SOON = timedelta(minutes=30)
MIAMI = {"latitude": 25.77, "longitude": -80.19, "zip_code": "33101"}


@pytest.fixture
def watch(now) -> Watch:
    """Of an empty list, and all is heard."""
    watch = make_watch(now=now)
    hear(now)
    return watch


def due(watch: Watch):
    watch.refresh_from_db()
    return watch.mail_due_at


def told(watch: Watch, now) -> None:
    """As if its mail had gone out."""
    WatchSighting.objects.filter(watch=watch, news_at__isnull=False).update(told_at=now)
    Watch.objects.filter(pk=watch.pk).update(mail_due_at=None)


def leave(place: PracticeLocation, now) -> None:
    PracticeLocation.objects.filter(pk=place.pk).update(accepting_patients=False)
    hear(now)


def come_back(place: PracticeLocation, now) -> None:
    PracticeLocation.objects.filter(pk=place.pk).update(accepting_patients=True)
    hear(now)


class TestWhatIsNews:
    def test_a_provider_who_joins(self, watch, now):
        make_listed_location(now=now)

        hear(now)

        assert due(watch) == now + SOON

    def test_a_price_that_fell_to_what_is_asked(self, watch, now):
        dear = make_listed_location(now=now, price=900)
        hear(now)
        assert due(watch) is None
        Offering.objects.filter(location=dear).update(price_per_session=200)

        hear(now)

        assert due(watch) == now + SOON

    def test_who_takes_patients_again(self, watch, now):
        place = make_listed_location(now=now, accepting_patients=False)
        hear(now)
        come_back(place, now)

        assert due(watch) == now + SOON

    def test_for_a_weekly_one_it_waits_until_tuesday(self, now):
        weekly = make_watch(now=now, how_often=HowOften.WEEKLY)
        hear(now)
        make_listed_location(now=now)

        hear(now)

        assert due(weekly).astimezone().isoformat() == "2026-12-01T17:00:00+00:00"
        assert weekly.time_zone == "America/Los_Angeles"


class TestWhatIsNot:
    def test_a_change_of_somebody_who_fits_already(self, watch, now):
        place = make_listed_location(now=now)
        hear(now)
        told(watch, now)
        Offering.objects.filter(location=place).update(price_per_session=150)

        hear(now + DAY)

        assert due(watch) is None

    def test_who_was_on_the_list(self, now):
        place = make_listed_location(now=now)
        watch = make_watch(now=now)
        hear(now)
        Offering.objects.filter(location=place).update(price_per_session=150)

        hear(now)

        assert due(watch) is None

    def test_who_is_far_away(self, watch, now):
        make_listed_location(now=now, **MIAMI)

        hear(now)

        assert due(watch) is None

    def test_who_may_not_be_shown(self, watch, now):
        make_hold(make_listed_location(now=now).provider, now=now)

        hear(now)

        assert due(watch) is None

    def test_away_for_less_than_a_week(self, watch, now):
        place = make_listed_location(now=now)
        hear(now)
        told(watch, now)
        leave(place, now + DAY)

        come_back(place, now + 7 * DAY)

        assert due(watch) is None

    def test_told_of_in_the_last_thirty_days(self, watch, now):
        place = make_listed_location(now=now)
        hear(now)
        told(watch, now)
        leave(place, now + DAY)

        come_back(place, now + 29 * DAY)

        assert due(watch) is None

    def test_after_a_month_away_it_is_news_again(self, watch, now):
        place = make_listed_location(now=now)
        hear(now)
        told(watch, now)
        leave(place, now + DAY)

        come_back(place, now + 31 * DAY)

        assert due(watch) == now + 31 * DAY + SOON

    def test_one_that_is_over_hears_of_nothing(self, watch, now):
        Watch.objects.filter(pk=watch.pk).update(state="stopped", ended_at=now)
        make_listed_location(now=now)

        hear(now)

        assert not WatchSighting.objects.exists()


def test_who_came_and_went_before_it_was_told_is_told_on_their_return(watch, now):
    place = make_listed_location(now=now)
    hear(now)
    leave(place, now)
    Watch.objects.filter(pk=watch.pk).update(mail_due_at=None)

    come_back(place, now + DAY)

    assert due(watch) == now + SOON, "half an hour after they first came"


def test_run_twice_it_notes_once(watch, now):
    place = make_listed_location(now=now)
    hear(now)
    before = list(WatchSighting.objects.values())

    assert look_at([place.provider_id], now=now + DAY) == 0

    assert list(WatchSighting.objects.values()) == before


def test_a_listing_that_lapses_by_its_day_has_left(watch, now):
    place = make_listed_location(now=now)
    hear(now)
    ended = License.objects.get(provider=place.provider).expires_on

    hear_of_days(now=now + timedelta(days=(ended - now.date()).days + 2))

    sighting = WatchSighting.objects.get()
    assert (sighting.fits, sighting.left_at is not None) == (False, True)


def test_a_listing_that_begins_by_its_day_is_news(watch, now):
    place = make_listed_location(now=now)
    ScreeningCase.objects.filter(provider=place.provider).update(approved_from=now.date() + DAY)
    hear(now)
    assert due(watch) is None

    hear_of_days(now=now + DAY)
    plan_mails(now=now + DAY)

    assert due(watch) == now + DAY + SOON


def test_a_backup_of_another_database_is_looked_at_whole(watch, now):
    make_listed_location(now=now)
    hear_changes(now=now)
    WatchMark.objects.update(origin="another")

    assert hear_changes(now=now) == 1
    assert WatchMark.objects.get().origin != "another"


def test_many_at_once_are_noted_as_one_by_one(now, monkeypatch):
    cheap, dear = make_watch(now=now), make_watch(now=now, max_price=None)
    hear(now)
    for price in (100, 200, 300, 900):
        make_listed_location(now=now, price=price)
    monkeypatch.setattr("matching.watches.looking.changes.MANY", 2)

    hear(now)

    assert (cheap.sightings.count(), dear.sightings.count()) == (2, 4)


@pytest.mark.django_db(transaction=True)
class TestTheLog:
    """What is committed is read from where the last look stopped."""

    @pytest.fixture
    def watch(self, now) -> Watch:
        watch = make_watch(now=now)
        hear(now)
        return watch

    def test_one_who_joins_is_looked_at_and_nobody_else(self, watch, now):
        make_listed_location(now=now)
        assert hear_changes(now=now) == 1
        make_listed_location(now=now)

        assert hear_changes(now=now) == 1
        assert hear_changes(now=now) == 0
        assert WatchSighting.objects.count() == 2

    def test_a_load_that_could_have_changed_anybody_is_looked_at_whole(self, watch, now):
        for _ in range(3):
            make_listed_location(now=now)
        hear_changes(now=now)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO snapshots_listingchange (xact) VALUES (pg_current_xact_id()::text::bigint)")

        assert hear_changes(now=now) == 3

    def test_what_is_noted_and_how_far_was_read_are_one_step(self, watch, now, monkeypatch):
        """Cut off in the middle, it is looked at again."""
        make_listed_location(now=now)

        def dies(*_args, **_kwargs):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("matching.watches.looking.changes.note_providers", dies)
            with pytest.raises(KeyboardInterrupt):
                hear_changes(now=now)

        assert hear_changes(now=now) == 1
        assert WatchSighting.objects.filter(news_at=now).count() == 1

    def test_one_sweeper_at_a_time(self, watch, now):
        make_listed_location(now=now)
        with transaction.atomic():
            assert taken(Lock.WATCHES)
            assert on_own_connection(lambda: hear_changes(now=now)) == 0

        assert hear_changes(now=now) == 1
