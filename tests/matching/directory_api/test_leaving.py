"""Who is no longer listed is gone at once, for the same words whatever the reason; and clients can follow."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from matching.directory_api.asking.parameters import TABLE
from matching.directory_api.models import DirectoryEntry, EntryBody, EntryWord, PublishMark
from matching.directory_api.services import publishing
from matching.directory_api.services.publishing import forget_gone, publish_changes, publish_days
from providers.directory.enums import LicenseStatus
from providers.directory.models import Offering, PracticeLocation, Provider
from providers.screening.enums import HoldKind
from tests.factories.providers import (
    make_exclusion,
    make_hold,
    make_listed_location,
    make_offering,
    make_provider,
)
from tests.factories.treatments import make_area_concern
from tests.matching.directory_api.conftest import publish_again

pytestmark = pytest.mark.django_db

EVER = "_since=2026-11-01T00:00:00Z"


def everything(api, page: int = 50) -> dict[str, str]:
    """Type/id -> version, of all pages."""
    return {
        f"{kind}/{entry['resource']['id']}": entry["resource"]["meta"]["versionId"]
        for kind in TABLE
        for entry in api.walk(f"{kind}?_count={page}")
    }


LEAVES = {
    "license revoked": lambda place, now: place.provider.licenses.update(status=LicenseStatus.REVOKED),
    "paused": lambda place, now: make_hold(place.provider, now=now),
    "suspended": lambda place, now: make_hold(place.provider, now=now, kind=HoldKind.SUSPENDED),
    "excluded": lambda place, now: make_exclusion(place.provider, now=now),
    "closed": lambda place, now: PracticeLocation.objects.filter(pk=place.pk).update(is_active=False),
    "no more offerings": lambda place, now: place.offerings.update(is_active=False),
    "place deleted": lambda place, now: place.delete(),
}


def test_gone_at_once_from_every_answer_and_later_in_the_feed_with_the_same_bytes_for_all_reasons(api, now):
    """Nobody can tell why from the answer, and nobody waits for the publisher."""
    make_listed_location(now=now, provider=make_provider(last_name="Stays"))
    said = set()
    for name, leave in LEAVES.items():
        place = make_listed_location(now=now, provider=make_provider(last_name="Leaver"))
        publish_again(now)
        before = everything(api)
        (role,) = api.ids("PractitionerRole?practitioner.name=leaver")
        mine = [
            f"{row.get_kind_display()}/{row.public_id}"
            for row in DirectoryEntry.objects.filter(provider=place.provider_id)
        ]

        leave(place, now)

        assert api.ids("PractitionerRole?practitioner.name=leaver") == [], name
        assert api.ids("Practitioner?name=leaver") == [], name
        assert set(everything(api)) == set(before) - set(mine), name
        for each in mine:
            answer = api.ask(each)
            assert answer.status_code == 410, (name, each)
            said.add(answer.content)
        bundle = api.get(f"PractitionerRole?_id={role}")
        assert [entry["resource"]["issue"][0]["code"] for entry in bundle["entry"]] == ["deleted"]

        at = PublishMark.objects.get().at
        publish_again(now)
        deleted = {
            entry["request"]["url"]
            for kind in TABLE
            for entry in api.walk(f"{kind}/_history?_since={at.isoformat().replace('+00:00', 'Z')}")
            if entry["request"]["method"] == "DELETE"
        }
        assert deleted == set(mine), name
        assert not EntryWord.objects.filter(word="family:leaver").exists(), "nothing of them is kept"
        assert api.ask(mine[0]).content in said
        DirectoryEntry.objects.filter(provider=place.provider_id).delete()
    assert len(said) == 1


def test_who_was_never_published_is_not_found(api, published, now):
    for path in ("Practitioner/7f3a6c1e-52d4-4b0e-9a55-0d6a1f0b7c21", "Practitioner/1", f"Location/{published.pk}"):
        assert api.get(path, status=404)["issue"][0]["code"] == "not-found"
    (person,) = api.ids("Practitioner")
    api.get(f"Location/{person}", status=404)
    make_provider()  # known, never listed
    assert publish_again(now) == 0


@pytest.mark.parametrize(
    ("state", "zone", "place"),
    [
        ("HI", "Pacific/Honolulu", (21.3, -157.8)),
        ("CA", "America/Los_Angeles", (37.8, -122.3)),
        ("GU", "Pacific/Guam", (13.5, 144.8)),  # a day ahead of the others
    ],
)
def test_midnight_at_the_clinic_writes_no_row_and_ends_the_listing(api, now, state, zone, place):
    """Zones on both sides of UTC's midnight: the last minute still answers, the first of the next day does not."""
    listed = make_listed_location(now=now, state=state, time_zone=zone, latitude=place[0], longitude=place[1])
    last = now.date() + timedelta(days=2)
    listed.provider.licenses.update(expires_on=last)
    publish_changes(now=now)
    (role,) = api.ids("PractitionerRole")
    midnight = datetime.combine(last + timedelta(days=1), datetime.min.time(), tzinfo=ZoneInfo(zone))

    with time_machine.travel(midnight - timedelta(seconds=20), tick=True):
        api.get(f"PractitionerRole/{role}")
    with time_machine.travel(midnight + timedelta(seconds=20), tick=False):
        api.get(f"PractitionerRole/{role}", status=410)
        assert api.ids("PractitionerRole") == []
        PublishMark.objects.update(seen="3:3:", catalog=publishing.fingerprint())
        # Not by the change log: by the date that was kept.
        assert DirectoryEntry.objects.filter(valid_until__lte=midnight.astimezone(UTC)).exists()
        publish_changes(now=midnight.astimezone(UTC) + timedelta(seconds=20))
        assert not DirectoryEntry.objects.filter(gone_at=None).exists()


def test_who_comes_back_keeps_the_id_and_gets_a_new_version(api, published, now):
    before = everything(api)
    published.provider.licenses.update(status=LicenseStatus.SUSPENDED)
    publish_again(now)
    assert everything(api) == {}
    assert EntryBody.objects.count() == 0
    left = PublishMark.objects.get().at

    published.provider.licenses.update(status=LicenseStatus.ACTIVE)
    publish_again(now)

    after = everything(api)
    assert set(after) == set(before)
    assert {int(version) for version in after.values()} == {3}
    stamp = left.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    history = api.walk(f"Practitioner/_history?_since={stamp}")
    assert [entry["request"]["method"] for entry in history] == ["PUT"]
    assert PublishMark.objects.get().live == {
        "Practitioner": 1, "PractitionerRole": 1, "Location": 1, "HealthcareService": 1, "VerificationResult": 9
    }  # fmt: skip


def test_a_listing_that_begins_with_a_day_is_found_by_the_hourly_look(api, now):
    place = make_listed_location(now=now)
    case = place.provider.screening_cases.get()
    type(case).objects.filter(pk=case.pk).update(approved_from=now.date() + timedelta(days=1))
    publish_changes(now=now)
    assert not DirectoryEntry.objects.exists()

    tomorrow = now + timedelta(days=1, hours=1)
    with time_machine.travel(tomorrow, tick=True):
        assert publish_days(now=tomorrow) > 0
        assert len(api.ids("Location")) == 1


def test_a_price_that_is_hidden_takes_its_service_away_at_once(api, published, now):
    make_offering(published, make_area_concern("neck"))
    publish_again(now)
    assert len(api.ids("HealthcareService")) == 2

    Offering.objects.filter(area_concern__area__slug="neck").update(is_active=False)

    assert len(api.ids("HealthcareService")) == 1
    assert api.get("HealthcareService?_total=accurate")["total"] == 2, "counted a moment ago"
    publish_again(now)
    assert api.get("HealthcareService?_total=accurate")["total"] == 1
    assert len(api.resources("PractitionerRole")[0]["healthcareService"]) == 1


def test_replaying_changes_from_nothing_equals_a_fresh_crawl(api, now):
    """A client that follows `_history` after each batch, through 180 random events."""
    draw, mirror, since = Random(7), {}, "2026-11-01T00:00:00Z"
    places = [make_listed_location(now=now) for _ in range(4)]
    for round_ in range(12):
        for _event in range(15):
            place = draw.choice(places)
            chosen = draw.randrange(5)
            if chosen == 0:
                status = draw.choice([LicenseStatus.ACTIVE, LicenseStatus.REVOKED])
                place.provider.licenses.update(status=status)
            elif chosen == 1:
                PracticeLocation.objects.filter(pk=place.pk).update(is_active=draw.random() < 0.6)
            elif chosen == 2:
                Provider.objects.filter(pk=place.provider_id).update(first_name=f"Amara{draw.randrange(3)}")
            elif chosen == 3:
                place.offerings.update(price_per_session=draw.choice([200, 250]))
            else:
                PracticeLocation.objects.filter(pk=place.pk).update(accepting_patients=draw.random() < 0.5)
        publish_again(now + timedelta(seconds=15 * round_))
        heard = since
        for kind in TABLE:
            bundle = api.get(f"{kind}/_history?_since={since}&_count=3")
            heard = bundle["meta"]["lastUpdated"]
            for entry in api.walk(f"{kind}/_history?_since={since}&_count=7"):
                if entry["request"]["method"] == "DELETE":
                    mirror.pop(entry["request"]["url"], None)
                else:
                    mirror[entry["request"]["url"]] = entry["resource"]["meta"]["versionId"]
        since = heard
        if round_ % 4 == 3:
            assert mirror == everything(api, 3), round_


def test_publishing_again_writes_nothing(api, published, now):
    assert publish_again(now + timedelta(seconds=15)) == 0
    assert publish_days(now=now) == 0


class Killed(BaseException):
    pass


class KilledAt:
    """Ends the process at its n-th statement, once. Without n it counts them."""

    def __init__(self, n: int = 0) -> None:
        self.n, self.seen = n, 0

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.n:
            raise Killed
        return execute(sql, params, many, context)


def test_killed_at_any_of_ten_points_nothing_is_lost_or_doubled(api, place, now):
    """One joins, one changes, one leaves; the publisher dies at ten statements from its first to its last, and is run
    again. What was committed before it died stays, as on a machine that loses its power."""

    def happen(round_: int) -> None:
        changes = {"clinic_name": f"Riverbend {round_}"}
        PracticeLocation.objects.filter(pk=place.pk).update(**changes)
        comes_and_goes.update(is_active=bool(round_ % 2))

    goes = make_listed_location(now=now)
    comes_and_goes = PracticeLocation.objects.filter(pk=goes.pk)
    counted = KilledAt()
    happen(1)
    with connection.execute_wrapper(counted):
        publish_again(now)
    assert counted.seen > 15
    fixed = f"Practitioner/{api.ids('Practitioner?name=osei')[0]}"
    points = sorted({1 + (counted.seen - 1) * step // 9 for step in range(10)})
    assert len(points) == 10

    for round_, point in enumerate(points, start=2):
        before, instant_before = everything(api), PublishMark.objects.get().at
        happen(round_)
        with pytest.raises(Killed), connection.execute_wrapper(KilledAt(point)):
            publish_again(now)
        publish_again(now)

        after = everything(api)
        grown = {int(after[each]) - int(before[each]) for each in before.keys() & after.keys() if each != fixed}
        assert grown <= {0, 1}, (point, "a version is written once")
        assert 1 in grown, (point, "the change is there")
        assert after[fixed] == before[fixed]
        assert len(api.ids("Location")) == 1 + round_ % 2, point
        live = PublishMark.objects.get().live
        assert live == {kind: len([each for each in after if each.startswith(f"{kind}/")]) for kind in TABLE}, point
        stamp = instant_before.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        told = [entry["fullUrl"] for kind in TABLE for entry in api.walk(f"{kind}/_history?_since={stamp}")]
        assert len(told) == len(set(told)) > 3, point


def test_after_three_years_gone_is_as_if_it_never_was(api, published, now):
    (person,) = api.ids("Practitioner")
    make_hold(published.provider, now=now)
    publish_again(now)
    api.get(f"Practitioner/{person}", status=410)

    assert forget_gone(now=now + timedelta(days=3 * 365 + 1)) > 0
    api.get(f"Practitioner/{person}", status=404)
