"""Everything that ends is on one page, each line leads to its task, and the staff's own work is not among it."""

from datetime import timedelta

import pytest
from django.urls import resolve, reverse

from matching.consultations.steps.capacity import set_capacity
from providers.changes.services.proposing import propose_license
from providers.directory.models import License
from providers.portal.standing import standing_of
from providers.screening.enums import CheckKind
from providers.screening.models import ScreeningCheck
from providers.upkeep.ends import endings_of
from providers.vetting.cases.cases import pause_provider
from tests.factories.providers import make_listed_location, make_location, make_provider, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def place(now):
    place = make_listed_location(now=now, provider=make_provider(user=make_user()), hours_confirmed_on=now.date())
    checks = ScreeningCheck.objects.filter(case__provider=place.provider)
    checks.filter(kind=CheckKind.INSURANCE).update(good_until=now.date() + 20 * DAY)
    License.objects.filter(provider=place.provider).update(expires_on=now.date() + 3 * DAY)
    return place


def lines(place, now):
    return endings_of(standing_of(place.provider, now=now))


def test_the_soonest_end_comes_first_with_its_task(place, now):
    license = place.provider.licenses.get()

    found = [(resolve(line.url.split("#")[0]).url_name, line.state) for line in lines(place, now)]

    assert found[:3] == [("license", "soon"), ("hours_of", ""), ("insurance", "soon")]
    assert lines(place, now)[0].url == reverse("provider:license", args=[license.pk])
    assert lines(place, now + 5 * DAY)[0].state == "past"


def test_what_staff_look_up_by_themselves_is_not_there(place, now):
    ours = {str(CheckKind(kind).label) for kind in (CheckKind.SAM, CheckKind.EXCLUSION, CheckKind.NPI, CheckKind.PLACE)}

    assert ours & {line.what for line in lines(place, now)} == set()


def test_a_license_is_one_line_not_two(place, now):
    assert sum("License" in line.what or "license" in line.what for line in lines(place, now)) == 1


def test_a_new_day_that_waits_for_us_is_said(place, now):
    license = place.provider.licenses.get()
    propose_license(
        license=license, expires_on=now.date() + 400 * DAY, is_new=False, document=None, by=place.provider.user, now=now
    )

    assert "We are checking" in lines(place, now)[0].then


def test_pauses_and_full_weeks_are_there(place, now):
    set_capacity(place_id=place.pk, places=3, until=now.date() + 9 * DAY)
    pause_provider(provider_id=place.provider_id, by=place.provider.user, now=now)

    found = lines(place, now)

    assert found[-1].what == "Your pause"
    assert found[-1].on is None
    assert any("No new requests" in line.what for line in found)


def test_a_profile_that_was_never_sent_has_what_its_owner_typed(client, now):
    location = make_location(make_provider(user=make_user()))
    client.force_login(location.provider.user)

    page = client.get(reverse("upkeep:ends"))

    assert "Nothing has an end date yet" in page.content.decode()
