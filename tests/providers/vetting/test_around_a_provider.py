"""Supervisors, owners and clinics are looked for in the list by the same rules, and hide the provider."""

from datetime import date

import pytest

from providers.directory.models import PracticeLocation
from providers.exclusions.enums import ExclusionTier, HitRole
from providers.listing.listed import listed_places
from providers.supervision.models import Supervision
from providers.vetting.exclusions.matching import match_provider
from tests.factories.providers import make_provider
from tests.providers.exclusions.leie_file import entry
from tests.providers.vetting.test_exclusion_matching import load, osei  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_lists_day"), pytest.mark.dated]

DOCTOR = {"lastname": "QUESNEL", "firstname": "BORIS"}


def say(provider, **said: str) -> None:
    Supervision.objects.update_or_create(provider=provider, state="CA", defaults={"license_state": "CA", **said})


def hits(provider) -> list[tuple[str, str, bool]]:
    return list(provider.exclusion_hits.order_by("pk").values_list("role", "tier", "hides"))


def is_listed(provider, now) -> bool:
    return listed_places(on=now).filter(provider=provider).exists()


def test_an_excluded_supervisor_hides_the_nurse(load, osei, now):  # noqa: F811
    say(osei, name="Dr. Boris Quesnel, MD")
    assert is_listed(osei, now)

    load(entry(**DOCTOR))

    assert hits(osei) == [(HitRole.SUPERVISOR, ExclusionTier.STATE, True)]
    assert osei.exclusion_hits.get().matched_on == "supervisor: name, state"
    assert not is_listed(osei, now)


def test_a_supervisor_by_number_whatever_the_name_and_by_what_we_know_of_them(load, osei, now):  # noqa: F811
    boss = make_provider(first_name="Jane", last_name="Doe", birth_year=1971)
    boss.former_names.create(first_name="Boris", last_name="Quesnel", source="provider")
    say(osei, name="J. Doe", npi=boss.npi)

    load(entry(**DOCTOR, dob="19710314"))

    assert hits(osei) == [(HitRole.SUPERVISOR, ExclusionTier.STRONG, True)]
    assert hits(boss) == [(HitRole.PROVIDER, ExclusionTier.NAME, False)]  # without a state of their own


def test_a_clinic_and_its_owner_a_company_or_a_person(load, osei, now):  # noqa: F811
    PracticeLocation.objects.filter(provider=osei).update(clinic_name="Zamboni Skin, P.C.", owner_name="Boris Quesnel")

    load(
        entry(lastname="", firstname="", busname="ZAMBONI SKIN PC"),
        entry(lastname="", firstname="", busname="ZAMBONI SKIN PC", state="TX"),
        entry(**DOCTOR),
    )

    assert sorted(hits(osei)) == [
        (HitRole.CLINIC, ExclusionTier.STATE, True),
        (HitRole.OWNER, ExclusionTier.STATE, True),
    ]
    assert not is_listed(osei, now)


@pytest.mark.parametrize(
    ("listed", "tier"),
    [
        ("ZAMBONI SKIN AND LASER LLC", ExclusionTier.LOOK),
        ("FAMILY MEDICAL CENTER INC", None),
        ("ZAMBRANO SKIN", None),
    ],
)
def test_a_clinic_with_a_name_like_it_is_looked_at(load, osei, listed, tier):  # noqa: F811
    PracticeLocation.objects.filter(provider=osei).update(clinic_name="Zamboni Skin")

    load(entry(lastname="", firstname="", busname=listed))

    assert hits(osei) == ([(HitRole.CLINIC, tier, False)] if tier else [])


def test_another_supervisor_is_looked_up_and_the_match_of_the_first_waits_for_two_people(load, osei, now):  # noqa: F811
    say(osei, name="Boris Quesnel")
    load(entry(**DOCTOR))
    say(osei, name="Ada Nobel")

    match_provider(provider_id=osei.pk, now=now)

    hit = osei.exclusion_hits.get()
    assert hit.hides
    assert hit.gone_on is not None
    assert hit.cleared_at is None


def test_an_entry_hides_before_the_day_on_which_it_takes_effect(load, osei, now):  # noqa: F811
    load(entry(excldate="20261220"))

    assert date(2026, 12, 20) > now.date()
    assert not is_listed(osei, now)
