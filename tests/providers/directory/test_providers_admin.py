"""Providers at the desk: evidence is read, nothing is deleted, and lists cost the same for few rows and many."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from caarisma.accounts.models import User
from providers.directory.enums import LicenseStatus
from providers.directory.models import License, Offering, PracticeLocation, Provider
from providers.exclusions.models import ExclusionHit
from providers.screening.models import ScreeningCase
from tests.factories.providers import (
    cleared_by_two,
    make_exclusion,
    make_hours,
    make_license,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_screening,
    make_user,
)
from tests.factories.treatments import make_area_concern

pytestmark = pytest.mark.django_db

MODELS = {model._meta.model_name: model for model in (Provider, PracticeLocation, Offering)}
EVIDENCE = {model._meta.model_name: model for model in (License, ScreeningCase, ExclusionHit)}


@pytest.fixture
def desk(client: Client, settings) -> Iterator[Client]:
    """A superuser at the desk. The second factor is tested with accounts."""
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(User.objects.create_superuser("desk@example.com"))
    return client


@pytest.fixture
def location(now):
    return with_everything(now)


def with_everything(now) -> PracticeLocation:
    """A provider with at least two of all that a page of the desk shows."""
    location = make_listed_location(now=now)
    provider = location.provider
    Provider.objects.filter(pk=provider.pk).update(user=make_user())
    make_license(provider, state="NV", expires_on=now.date() + timedelta(days=9))
    make_screening(provider, approved_from=now.date(), approved_until=now.date() + timedelta(days=9))
    make_offering(location, make_area_concern("neck", "dull-tone"))
    make_exclusion(make_location(provider).provider, now=now)
    hit = make_exclusion(provider, now=now)
    ExclusionHit.objects.filter(pk=hit.pk).update(**cleared_by_two(now))
    return location


ROOM = {model._meta.model_name: model._meta.app_label for model in apps.get_models()}


def list_url(name: str) -> str:
    return reverse(f"admin:{ROOM[name]}_{name}_changelist")


def page_url(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def queries(client: Client, url: str) -> int:
    assert client.get(url).status_code == 200  # fills what Django keeps between requests
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


@pytest.mark.parametrize("name", [*MODELS, *EVIDENCE])
def test_a_list_costs_the_same_for_few_rows_and_many(desk, location, now, name):
    few = queries(desk, list_url(name))

    for _ in range(4):
        with_everything(now)

    assert queries(desk, list_url(name)) == few


def test_a_providers_page_costs_the_same_for_few_parts_and_many(desk, location, now):
    few = queries(desk, page_url(location.provider))

    for _ in range(4):
        make_location(location.provider)
        make_license(location.provider, expires_on=now.date())
        make_screening(location.provider, approved_from=now.date(), approved_until=now.date())

    assert queries(desk, page_url(location.provider)) == few


def test_a_locations_page_costs_the_same_for_few_parts_and_many(desk, location):
    few = queries(desk, page_url(location))

    for area in ("scalp", "hands", "chest"):
        make_offering(location, make_area_concern(area, "hair-loss"))
        make_hours(
            location, 6, *{"scalp": ("08:00", "09:00"), "hands": ("10:00", "11:00")}.get(area, ("12:00", "13:00"))
        )

    assert queries(desk, page_url(location)) == few


def test_listed_now_follows_the_facts_of_this_moment(desk, now):
    listed, lapsed = make_listed_location(now=now), make_listed_location(now=now)
    lapsed.provider.licenses.update(status=LicenseStatus.EXPIRED)

    for name, rows in (("provider", (listed.provider, lapsed.provider)), ("practicelocation", (listed, lapsed))):
        yes = desk.get(list_url(name), {"listed": "yes"}).context["cl"].queryset
        no = desk.get(list_url(name), {"listed": "no"}).context["cl"].queryset
        assert (list(yes), list(no)) == ([rows[0]], [rows[1]])


@pytest.mark.parametrize("name", [*MODELS, *EVIDENCE])
def test_nothing_is_added_or_deleted_here(desk, location, name):
    row = (MODELS | EVIDENCE)[name].objects.first()

    assert desk.get(f"{list_url(name)}add/").status_code == 403
    assert desk.post(page_url(row).replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert b"delete_selected" not in desk.get(list_url(name)).content


@pytest.mark.parametrize("name", sorted(EVIDENCE.keys() - {"exclusionhit"}))  # decided on its own page
def test_evidence_can_be_read_and_not_changed(desk, location, name):
    row = EVIDENCE[name].objects.first()

    assert desk.get(page_url(row)).status_code == 200
    assert desk.post(page_url(row), {"status": "active"}).status_code == 403


def test_a_providers_page_changes_the_profile_and_nothing_that_checks_were_made_on(desk, location):
    provider = location.provider
    before = list(License.objects.values_list("pk", "number", "status")), provider.npi
    provider.refresh_from_db()
    checked = provider.first_name, provider.last_name, provider.profession, provider.user
    posted = {
        "first_name": "Ama",
        "last_name": "Osei",
        "profession": "rn",
        "user": User.objects.get(email="desk@example.com").pk,
        "credentials": "MD, FAAD",
        "languages": "en",
        "npi": "1234567893",
        "licenses-0-status": "revoked",
        "is_demonstration": "on",
        **{f"{prefix}-TOTAL_FORMS": "0" for prefix in ("locations", "licenses", "former_names", "screening_cases")},
        **{f"{prefix}-INITIAL_FORMS": "0" for prefix in ("locations", "licenses", "former_names", "screening_cases")},
    }

    answer = desk.post(page_url(provider), posted)

    provider.refresh_from_db()
    assert answer.status_code == 302
    assert (provider.credentials, provider.is_demonstration) == ("MD, FAAD", False)
    assert (provider.first_name, provider.last_name, provider.profession, provider.user) == checked
    assert (list(License.objects.values_list("pk", "number", "status")), provider.npi) == before


def test_what_was_checked_of_a_place_is_not_typed_over(desk, location):
    before = (location.clinic_name, location.phone, location.zip_code)
    posted = {"clinic_name": "New name", "phone": "900", "zip_code": "89501", "latitude": "1", "first_visit_fee": "95"}
    posted |= {f"hours-{n}_FORMS": "0" for n in ("TOTAL", "INITIAL")}
    posted |= {f"offerings-{n}_FORMS": "0" for n in ("TOTAL", "INITIAL")}

    assert desk.post(page_url(location), posted).status_code == 302

    location.refresh_from_db()
    assert (location.clinic_name, location.phone, location.zip_code, location.first_visit_fee) == (*before, 95)


@pytest.mark.parametrize("name", [*MODELS, *EVIDENCE])
def test_people_are_found_by_name_and_npi(desk, location, now, name):
    with_everything(now)
    provider = location.provider

    for sought in (provider.last_name, provider.npi):
        found = desk.get(list_url(name), {"q": sought}).context["cl"].queryset
        ids = {getattr(getattr(row, "location", row), "provider_id", row.pk) for row in found}
        assert ids == {provider.pk}


def test_staff_without_the_right_to_view_see_nothing(client, settings, location):
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(make_user("staff@example.com", is_staff=True))

    for name in (*MODELS, *EVIDENCE):
        assert client.get(list_url(name)).status_code == 403


@pytest.mark.parametrize("sought", ["Araujo", "ARAÚJO", "arau\u0301jo", "Araujo, Núñez", "nunez araujo", "Araujo,Nu"])
def test_a_name_is_found_however_it_is_accented_and_ordered(desk, sought):
    person = make_provider(last_name="Araújo", first_name="Núñez")
    make_provider(last_name="Arauz", first_name="Nun")

    assert list(desk.get(list_url("provider"), {"q": sought}).context["cl"].queryset) == [person]


@pytest.mark.parametrize("sought", ["O'Brien", "O’Brien", "OBRIEN", "O Brien", "Dr. obrien", "Brien, Dr."])
def test_an_apostrophe_and_a_title_keep_nobody_from_being_found(desk, sought):
    person = make_provider(last_name="O'Brien")
    make_provider(last_name="Oban")

    assert list(desk.get(list_url("provider"), {"q": sought}).context["cl"].queryset) == [person]


@pytest.mark.parametrize("mark", ["_", "%", "\\"])
def test_marks_in_a_search_mean_themselves(desk, mark):
    make_provider(last_name="Osei")
    with_mark = make_provider(last_name=f"O{mark}sei")

    assert list(desk.get(list_url("provider"), {"q": f"o{mark}s"}).context["cl"].queryset) == [with_mark]


@pytest.mark.parametrize(
    "spelling", ["{0} {1} {2}", "{0}-{1}-{2}", "NPI {0}{1}{2}", " {0}\u2013{1}\u00a0{2} ", "NPI: {0}.{1}.{2}"]
)
def test_an_npi_is_found_however_it_is_spaced(desk, spelling):
    person, _other = make_provider(), make_provider()
    sought = spelling.format(person.npi[:4], person.npi[4:7], person.npi[7:])

    assert list(desk.get(list_url("provider"), {"q": sought}).context["cl"].queryset) == [person]
