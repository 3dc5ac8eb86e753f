"""Whatever writes a fact of a listing, the change log tells of it, in the same transaction and to every reader."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from matching.snapshots.changes import Watermark, changes_since, prune, watermark_now
from matching.snapshots.models import ListingChange, ListingLog
from providers.directory.models import License, Offering, PracticeLocation, Provider, WeeklyHours
from providers.exclusions.models import ExclusionHit
from providers.laws.effects import effect_of
from providers.laws.reading import confirm_reading
from providers.listing.listed import listed_places
from providers.rosters.models import LicenseAlert
from providers.screening.models import ProviderHold, ScreeningCase, ScreeningCheck
from tests.factories.providers import (
    make_exclusion,
    make_license,
    make_license_alert,
    make_listed_location,
    make_location,
    make_provider,
    make_staff,
    make_user,
)
from tests.matching.conftest import on_own_connection
from tests.providers.laws.laws import make_reading
from treatments.models import AreaConcern, Concern

pytestmark = pytest.mark.django_db


@pytest.fixture
def location():
    made = make_listed_location(now=timezone.now())
    make_exclusion(made.provider, now=timezone.now())
    make_license_alert(made.provider, now=timezone.now())
    ProviderHold.objects.create(
        provider=made.provider, kind="suspended", placed_by=make_staff(), placed_at=timezone.now(), reason="Test"
    )
    ListingChange.objects.all().delete()
    return made


def told() -> set[int | None]:
    return set(ListingChange.objects.values_list("location_id", flat=True))


MODELS = [
    *(Provider, PracticeLocation, WeeklyHours, Offering, License),
    *(ScreeningCase, ScreeningCheck, ExclusionHit, LicenseAlert, ProviderHold),
]


@pytest.mark.parametrize("model", MODELS)
def test_a_hand_at_the_database_is_told_of(location, model):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET id = id")

    assert told() == {location.pk}


def test_a_rule_that_two_people_read_is_told_of_its_state_and_license_alone(location):
    reader, now = make_staff(), timezone.now()
    others = [make_location(state="NV"), make_location(make_provider(profession="rn"))]
    reading = make_reading(by=reader, now=now, state="CA", profession="md", needs_supervisor=False)
    ListingChange.objects.all().delete()

    seen = effect_of(reading, now=now).seen
    confirm_reading(reading_id=reading.pk, seen=seen, by=make_user("second@example.com"), now=now)

    assert told() == {location.pk}
    assert not told() & {other.pk for other in others}


def test_every_table_that_decides_who_is_listed_is_watched():
    sql = str(listed_places(on=timezone.now()).query)
    asked = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', sql))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'log_listing_%'")
        watched = {table for (table,) in cursor.fetchall()}

    assert asked - {"treatments_area"} <= watched
    assert {model._meta.db_table for model in MODELS} <= watched


@pytest.mark.parametrize("model", [WeeklyHours, Offering, License, ScreeningCheck, ExclusionHit])
def test_what_is_deleted_is_told_of(location, model):
    model.objects.all().delete()

    assert told() == {location.pk}


def test_all_the_places_of_a_provider_are_told_of(location):
    other = make_location(location.provider)
    ListingChange.objects.all().delete()

    make_license(location.provider, state="NV", expires_on=timezone.now().date())

    assert told() == {location.pk, other.pk}


def test_what_moves_is_told_of_where_it_was_and_where_it_is(location):
    other = make_location()
    ListingChange.objects.all().delete()

    Offering.objects.update(location=other)

    assert told() == {location.pk, other.pk}


def test_a_place_that_moves_to_another_provider_is_told_of(location):
    PracticeLocation.objects.update(provider=make_provider())

    assert told() == {location.pk}


def test_a_load_is_told_of_in_one_row_for_all(location):
    provider = make_provider()
    rows = [
        PracticeLocation(
            provider=provider,
            state="CA",
            zip_code="94612",
            latitude=37,
            longitude=-122,
            time_zone="America/Los_Angeles",
        )
        for _ in range(1001)
    ]
    PracticeLocation.objects.bulk_create(rows)
    before = ListingChange.objects.count()

    PracticeLocation.objects.filter(provider=provider).update(accepting_patients=True)

    assert None in told()
    assert ListingChange.objects.count() == before  # nothing more is written in this transaction


def test_the_catalog_is_told_of_when_it_changes_and_not_when_it_is_loaded_again(location):
    Concern.objects.update(position=F("position"))
    AreaConcern.objects.update(is_active=True)
    assert told() == set()

    Concern.objects.update(needs_fda_note=True)
    assert told() == {None}


@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_late_is_not_skipped():
    """A begins, B commits, the reader looks, A commits: the reader sees A the next time."""
    first, second = make_location(), make_location()
    start = watermark_now().seen
    with transaction.atomic():
        PracticeLocation.objects.filter(pk=first.pk).update(video_visits=True)
        on_own_connection(lambda: PracticeLocation.objects.filter(pk=second.pk).update(video_visits=True))
        looked = on_own_connection(lambda: changes_since(start))
    then = changes_since(looked.seen)

    assert looked.locations == {second.pk}
    assert then.locations == {first.pk}
    assert changes_since(then.seen).locations == set()


@pytest.mark.real_clock  # the database wrote when a change was logged
class TestPruning:
    def prune(self, days: int = 2) -> int:
        return prune(below=Watermark("9999999999:9999999999:", ""), now=timezone.now() + timedelta(days=days))

    def test_what_is_old_and_known_goes_and_the_log_says_so(self, location):
        make_license(location.provider, state="NV", expires_on=timezone.now().date())
        before = watermark_now().seen
        ListingChange.objects.update(rematched=True)

        assert self.prune() == 1
        assert ListingLog.objects.get().pruned_below > 0
        assert changes_since(before).is_cut

    def test_what_the_intakes_have_not_heard_of_stays(self, location):
        make_license(location.provider, state="NV", expires_on=timezone.now().date())

        assert self.prune() == 0

    def test_what_is_of_today_stays_for_other_machines(self, location):
        make_license(location.provider, state="NV", expires_on=timezone.now().date())
        ListingChange.objects.update(rematched=True)

        assert self.prune(days=0) == 0


def test_a_watermark_ahead_of_the_database_is_of_another_life_of_it():
    assert changes_since("9999999999:9999999999:").is_cut


def test_a_damaged_watermark_is_none():
    with pytest.raises(ValueError, match="no watermark"):
        Watermark.from_bytes(b"")
