"""`listed` in SQL and the table of reasons against the same rule written here by hand, over random directories.

Values lie close together (yesterday, today, tomorrow; a handful of states), so most draws are near an edge.
"""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F

from providers.directory.enums import LicenseStatus, Profession
from providers.directory.models import License, PracticeLocation
from providers.exclusions.enums import ExclusionTier
from providers.exclusions.models import ExclusionHit
from providers.listing.listed import listed_places
from providers.listing.reading import facts_of
from providers.listing.reasons import stretches, why_not
from providers.rosters.enums import BoardStatus, Reach
from providers.screening.enums import CaseStatus, CheckKind, CheckResult
from providers.screening.models import RuleReading
from providers.screening.rules.required import EVERYONE, required_checks
from providers.screening.rules.state_rules import RuleStatus, StateRule, StateRules
from tests.factories.products import make_product, show_fat_uses
from tests.factories.providers import (
    cleared_by_two,
    make_exclusion,
    make_hold,
    make_license,
    make_license_alert,
    make_location,
    make_offering,
    make_provider,
    make_screening,
    make_user,
)
from tests.factories.treatments import make_area_concern
from tests.rules import close_state, limit_rule
from treatments.models import Concern
from treatments.products.enums import ProductStatus
from treatments.products.services.deciding import fat_use_is_shown

pytestmark = pytest.mark.django_db

ZONES = ["America/New_York", "America/Los_Angeles", "Pacific/Honolulu", "Pacific/Guam"]
PROVIDERS = 90
READ_ON = date(2026, 11, 1)


def near(rng: Random, day: date) -> date:
    return day + timedelta(days=rng.choice([-400, -1, 0, 0, 1, 1, 2, 400, 400, 400]))


def mostly(rng: Random, usual: object, *others: object) -> object:
    return usual if rng.random() < 0.9 else rng.choice(others)


def build_directory(rng: Random, now: datetime) -> None:
    today = now.date()
    services = [
        make_area_concern("face"),
        make_area_concern("neck", "dull-tone"),
        make_area_concern("scalp", "hair-loss"),
    ]
    type(services[2]).objects.filter(pk=services[2].pk).update(is_active=False)
    Concern.objects.filter(slug="dull-tone").update(needs_fda_note=True)
    make_product("Aqualyx", ProductStatus.WARNED)
    make_product("Kybella", ProductStatus.NOT_APPROVED)
    if rng.random() < 0.75:
        show_fat_uses(shown=rng.random() < 0.75)
    for _ in range(PROVIDERS):
        provider = make_provider(
            npi_deactivated_on=mostly(rng, None, today),
            profession=rng.choice(
                [Profession.PHYSICIAN_MD, Profession.NURSE_PRACTITIONER, Profession.REGISTERED_NURSE]
            ),
        )
        for _ in range(rng.randint(1, 3)):
            add_license(rng, provider, today)
        for _ in range(rng.choice([0, 1, 1, 1, 2])):
            add_case(rng, provider, today)
        if rng.random() < 0.15:
            hit = make_exclusion(provider, now=now)
            if rng.random() < 0.5:
                weak = hit.pk % 2 and {"hides": False, "tier": ExclusionTier.NAME}
                changes = weak or cleared_by_two(now)
                ExclusionHit.objects.filter(pk=hit.pk).update(**changes)
        if rng.random() < 0.15:
            reach = rng.choice(list(Reach))
            ended = {"cleared_at": now, "cleared_by": make_user(is_staff=True), "reason": "Renewed"}
            make_license_alert(
                provider, now=now, state=rng.choice(["CA", "NV"]), reach=reach, status=BoardStatus.LAPSED,
                **(ended if rng.random() < 0.3 else {}),
            )  # fmt: skip
        if rng.random() < 0.1:
            make_hold(provider, now=now, lifted=rng.random() < 0.5)
        for _ in range(rng.randint(1, 2)):
            location = make_location(
                provider,
                state=rng.choice(["CA", "CA", "NV"]),
                time_zone=rng.choice(ZONES),
                is_active=mostly(rng, True, False),
                confirmed_on=today - timedelta(days=rng.choice([0, 0, 60, 60, 119, 119, 120, 121])),
                accepting_patients=rng.random() < 0.5,
            )
            for service in rng.sample(services, rng.choice([0, 1, 2, 3])):
                named = {} if rng.random() < 0.7 else {"product": rng.choice(["", "Kybella", "aqua lyx 8"])}
                make_offering(location, service, is_active=mostly(rng, True, False), **named)
    for state in ("CA", "NV"):
        for job in ("np", "rn"):
            change_rule(rng, state, job, today)


def change_rule(rng: Random, state: str, job: str, today: date) -> None:
    """In force, over, not begun, ending about now, or none that lets."""
    if rng.random() < 0.05:
        close_state(state, job)
    elif rng.random() < 0.25:
        limit_rule(state, job, first=today + timedelta(days=rng.choice([-90, -1, 0, 1])), last=near(rng, today))


def add_license(rng: Random, provider, today: date) -> License:
    status = mostly(rng, LicenseStatus.ACTIVE, *LicenseStatus.values)
    ends = near(rng, today) if status == LicenseStatus.ACTIVE or rng.random() < 0.5 else None
    return make_license(
        provider,
        state=rng.choice(["CA", "CA", "NV"]),
        status=status,
        expires_on=ends,
        profession=mostly(rng, provider.profession, Profession.REGISTERED_NURSE),
    )


def add_case(rng: Random, provider, today: date) -> None:
    first = today + timedelta(days=rng.choice([-300, -300, -1, 0, 1]))
    case = make_screening(
        provider,
        approved_from=first,
        approved_until=max(first, near(rng, today)),
        states=mostly(rng, ["CA", "NV"], ["CA"], ["TX"], []),
        also=[CheckKind.PRODUCTS] if rng.random() < 0.85 else [],
    )
    case.checks.update(good_until=today + timedelta(days=500), verified_at=F("verified_at") + timedelta(seconds=1))
    if rng.random() < 0.3:
        case.checks.filter(kind=rng.choice(CheckKind.values[:5])).update(good_until=near(rng, today))
    if rng.random() < 0.1:
        case.checks.filter(kind=rng.choice(case.required)).delete()
    if rng.random() < 0.05:
        left_out = rng.choice(case.required)
        case.required = [kind for kind in case.required if kind != left_out]
        case.save()
    if rng.random() < 0.1:
        result = rng.choice([CheckResult.FAIL, CheckResult.UNABLE])
        case.checks.filter(kind=CheckKind.SCOPE).update(result=result, good_until=None)
    if rng.random() < 0.1:
        case.checks.all().delete()
    if rng.random() < 0.1:
        type(case).objects.filter(pk=case.pk).update(
            status=CaseStatus.TURNED_DOWN, decided_how="director", approved_from=None, approved_until=None
        )


class Known(NamedTuple):
    """What is the same for all places, read once."""

    rules: list[RuleReading]
    fat_is_shown: bool


def may_be_seen(location: PracticeLocation, on: datetime, known: Known) -> bool:
    """The rule, clause by clause, as a person would check it by hand."""
    provider = location.provider
    today = on.astimezone(ZoneInfo(location.time_zone)).date()
    return (
        location.is_active
        and provider.npi_deactivated_on is None
        and all(hold.lifted_at for hold in provider.holds.all())
        and all(hit.cleared_at or not hit.hides for hit in provider.exclusion_hits.all())
        and not any(
            alert.reach == Reach.ALL or (alert.reach == Reach.STATE and alert.state == location.state)
            for alert in provider.license_alerts.all()
            if alert.cleared_at is None
        )
        and any(is_offered(offer, known) and offer.area_concern.is_active for offer in location.offerings.all())
        and any(
            entry.status == LicenseStatus.ACTIVE
            and entry.state == location.state
            and entry.profession == provider.profession
            and entry.expires_on is not None
            and entry.expires_on >= today
            for entry in provider.licenses.all()
        )
        and any(case_carries(case, location, today, known) for case in provider.screening_cases.all())
        and rule_lets(location, today, known)
        and (today - location.confirmed_on).days < 120
    )


def rule_lets(location: PracticeLocation, today: date, known: Known) -> bool:
    """What two people read, or a source says, of any shot."""
    return any(
        (row.state, row.profession) == (location.state, location.provider.profession)
        and row.may_inject
        and row.covers == "any_injection"
        and row.status in {"sourced", "verified"}
        and row.counts_from <= today
        and (row.counts_until is None or today <= row.counts_until)
        for row in known.rules
    )


def case_carries(case, location: PracticeLocation, today: date, known: Known) -> bool:
    """By the pure rules: what the case needed at its decision, what everybody needs, and what this place needs."""
    job = Profession(location.provider.profession)
    here = required_checks(
        job,
        location.state,
        claims_board=False,
        treats_small_fat=treats_fat(location, known),
        on=READ_ON,
        rules=rules(location),
    )
    return (
        case.status == CaseStatus.APPROVED
        and location.state in case.states
        and set(EVERYONE) <= set(case.required)
        and (job != Profession.REGISTERED_NURSE or CheckKind.SUPERVISOR in case.required)
        and case.approved_from <= today <= case.approved_until
        and {*case.required, *(need.kind for need in here)} <= {check.kind for check in case.checks.all()}
        and all(
            check.result == CheckResult.PASS and check.good_until is not None and today <= check.good_until
            for check in case.checks.all()
        )
    )


def rules(location: PracticeLocation) -> StateRules:
    """A state in which everybody may inject, nurse practitioners alone: `required` of the case is what counts."""
    job = Profession(location.provider.profession)
    rule = StateRule(
        state=location.state,
        profession=job,
        status=RuleStatus.VERIFIED,
        may_inject=True,
        needs_supervisor=False,
        read_on=READ_ON,
    )
    return StateRules({(location.state, job): rule})


def treats_fat(location: PracticeLocation, known: Known) -> bool:
    return any(
        is_offered(offer, known) and offer.area_concern.concern.needs_fda_note for offer in location.offerings.all()
    )


def is_offered(offer, known: Known) -> bool:
    """For a use with the FDA's note only what names its product, once two directors show it. Nothing warned of."""
    named = offer.product and offer.product_maker and offer.product_source and known.fat_is_shown
    warned = "aqualyx" in offer.product.replace(" ", "")
    return offer.is_active and not warned and bool(named or not offer.area_concern.concern.needs_fda_note)


def is_within(days, on: datetime, zone: ZoneInfo) -> bool:
    return sum(first <= on.astimezone(zone).date() <= last for first, last in days) == 1


@pytest.mark.parametrize("seed", range(8))
def test_sql_the_table_of_reasons_and_plain_python_list_the_same_places(seed):
    rng = Random(seed)
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    build_directory(rng, now)
    places = PracticeLocation.objects.select_related("provider").prefetch_related(
        "offerings__area_concern__concern",
        "provider__licenses",
        "provider__exclusion_hits",
        "provider__license_alerts",
        "provider__holds",
        "provider__screening_cases__checks",
    )

    facts = facts_of([place.provider_id for place in places])
    known = Known(list(RuleReading.objects.filter(state__in=["CA", "NV"])), fat_use_is_shown())
    seen = 0
    for hours in (-30, -7, 0, 5, 9, 14, 30):
        on = now + timedelta(hours=hours)
        by_hand = {place.pk for place in places if may_be_seen(place, on, known)}

        seen += len(by_hand)
        assert set(listed_places(on=on).values_list("pk", flat=True)) == by_hand
        assert {place.location_id for place in facts if not why_not(place, on=on)} == by_hand
        assert {each.location_id for each in facts if is_within(stretches(each), on, each.zone)} == by_hand

    assert seen > 3, "a directory in which nobody may be seen compares nothing"
