"""Each reason to hide a place, made true alone: SQL, the table, engine, index, portal, desk and `make truth` agree."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape

from benchmarks.truth.facts import LISTED, Row, Truth
from matching.engine import failures
from matching.index import build, index_of, match
from matching.index.reverse import searches_of, touched
from matching.search.assembly import candidates_at, requirements_for
from matching.snapshots.export import listings_of
from providers.directory.enums import LicenseStatus, Profession
from providers.directory.models import PracticeLocation, Provider
from providers.directory.models.location import CONFIRMED_FOR, local_date
from providers.directory.offered import fat_pads_treated
from providers.listing.gate import admitted
from providers.listing.listed import listed_places
from providers.listing.reading import facts_of, sentences, why_not_listed
from providers.listing.reasons import REASONS, stretches, why_not
from providers.listing.selectors import current_proof
from providers.rosters.enums import BoardStatus
from providers.screening.enums import CaseStatus, CheckKind, CheckResult, HoldKind
from providers.screening.models import RuleReading
from providers.screening.rules.required import EVERYONE
from tests.factories.matching import make_intake
from tests.factories.products import make_product, show_fat_uses
from tests.factories.providers import (
    make_exclusion,
    make_hold,
    make_license_alert,
    make_listed_location,
    make_location,
    make_offering,
    make_provider,
    make_screening,
    make_staff,
    make_user,
)
from tests.factories.treatments import make_area_concern
from tests.rules import as_released, close_state
from treatments.models import Concern
from treatments.products.enums import ProductStatus

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
Change = Callable[[PracticeLocation], object]


def today() -> date:
    return timezone.now().astimezone(ZoneInfo("America/Los_Angeles")).date()


def ended() -> date:
    return today() - 3 * DAY


def begins() -> date:
    return today() + 3 * DAY


def long_ago() -> date:
    """The first day that does not count any more."""
    return today() - CONFIRMED_FOR


def told(changes: dict[str, object]) -> dict[str, object]:
    return {name: value() if value in (ended, begins, long_ago) else value for name, value in changes.items()}


def of_place(**changes: object) -> Change:
    return lambda place: PracticeLocation.objects.filter(pk=place.pk).update(**told(changes))


def of_provider(**changes: object) -> Change:
    return lambda place: Provider.objects.filter(pk=place.provider_id).update(**told(changes))


def of_license(**changes: object) -> Change:
    return lambda place: place.provider.licenses.update(**told(changes))


def of_case(**changes: object) -> Change:
    return lambda place: place.provider.screening_cases.update(**told(changes))


def of_check(kind: CheckKind, **changes: object) -> Change:
    return lambda place: place.provider.screening_cases.get().checks.filter(kind=kind).update(**told(changes))


def without_check(place: PracticeLocation) -> None:
    place.provider.screening_cases.get().checks.filter(kind=CheckKind.NPI).delete()


def need_less(place: PracticeLocation) -> None:
    place.provider.screening_cases.update(required=[kind for kind in EVERYONE if kind != CheckKind.SAM])


def become_assistant(place: PracticeLocation) -> None:
    Provider.objects.filter(pk=place.provider_id).update(profession=Profession.PHYSICIAN_ASSISTANT)
    place.provider.licenses.update(profession=Profession.PHYSICIAN_ASSISTANT)


def treat_fat(place: PracticeLocation) -> None:
    show_fat_uses()
    fat = make_area_concern("stomach", "fat-pads")
    Concern.objects.filter(slug="fat-pads").update(needs_fda_note=True)
    make_offering(place, fat, product="Kybella", product_maker="AbbVie", product_source="AbbVie")


def name_warned_product(place: PracticeLocation) -> None:
    make_product("Aqualyx", ProductStatus.WARNED)
    place.offerings.update(product="Aqua-Lyx 8 mL", product_maker="Example Labs", product_source="Example Pharmacy")


def treat_only_fat_undecided(place: PracticeLocation) -> None:
    Concern.objects.update(needs_fda_note=True)
    place.offerings.update(product="Slimline", product_maker="Example Labs", product_source="Example Pharmacy")


class Way(NamedTuple):
    code: str
    hide: Change
    text: str  # with {today}, {ended} and {begins} as days at the clinic


WAYS = [
    Way("closed", of_place(is_active=False), "Lakeshore Skin Clinic, Oakland, CA is closed."),
    Way("npi_out_of_use", of_provider(npi_deactivated_on=date(2026, 1, 2)),
        "The registry says that your NPI has not been in use since Jan 2, 2026."),
    Way("held", lambda place: make_hold(place.provider, now=timezone.now()), "You paused your profile on {today}."),
    Way("held", lambda place: make_hold(place.provider, now=timezone.now(), kind=HoldKind.SUSPENDED),
        "We suspended your profile on {today}: A complaint is being looked at."),
    Way("excluded", lambda place: make_exclusion(place.provider, now=timezone.now()),
        "On {today} we found a name or number like yours on a federal list. A person looks at it and writes to you."),
    Way("board_says", lambda place: make_license_alert(place.provider, now=timezone.now()),
        "On {today} we read what the board in California says of your license: On probation. "
        "A person looks at it and writes to you."),
    Way("board_says",
        lambda place: make_license_alert(place.provider, now=timezone.now(), status=BoardStatus.LAPSED, reach="state"),
        "On {today} we read what the board in California says of your license: Not in force. "
        "A person looks at it and writes to you."),
    Way("offers_nothing", lambda place: place.offerings.update(is_active=False),
        "Lakeshore Skin Clinic, Oakland, CA has no price that patients can see."),
    Way("lines_hidden", name_warned_product,
        "FDA warned of Aqua-Lyx 8 mL on Dec 20, 2023. Patients do not see what you treat with it."),
    Way("lines_hidden", treat_only_fat_undecided,
        "We do not show shots for fat or cellulite now. Two of our medical directors decide that."),
    Way("not_licensed", lambda place: place.provider.licenses.all().delete(),
        "You have no checked license in force in California."),
    Way("not_licensed", of_license(state="NV"), "You have no checked license in force in California."),
    Way("not_licensed", of_license(profession=Profession.REGISTERED_NURSE),
        "You have no checked license in force in California."),
    Way("not_licensed", of_license(status=LicenseStatus.REPORTED),
        "You have no checked license in force in California."),
    Way("not_licensed", of_license(status=LicenseStatus.REVOKED),
        "Your license in California does not count: Revoked."),
    Way("not_licensed", of_license(expires_on=ended), "Your license in California ended on {ended}."),
    Way("not_screened", of_case(status=CaseStatus.TURNED_DOWN, decided_how="director", approved_from=None,
        approved_until=None),
        "We have not approved this profile."),
    Way("not_screened", of_case(approved_from=begins), "Our approval counts from {begins}."),
    Way("not_screened", of_case(approved_until=ended), "Our approval ended on {ended}."),
    Way("not_screened", of_case(states=["NV"]), "Our approval does not cover California."),
    Way("not_screened", need_less, "A check is missing: Federal award exclusions."),
    Way("not_screened", without_check, "A check is missing: National provider number."),
    Way("not_screened", become_assistant, "A check is missing: Supervising doctor."),
    Way("not_screened", treat_fat, "A check is missing: Products used."),
    Way("not_screened", of_check(CheckKind.INSURANCE, good_until=ended),
        "A check ended on {ended}: Malpractice insurance."),
    Way("not_screened", of_check(CheckKind.NPI, result=CheckResult.UNABLE),
        "A check has not passed: National provider number."),
    Way("not_allowed", lambda place: close_state("CA", "md"),
        "We know no rule of California that lets your license give these shots."),
    Way("not_confirmed", of_place(confirmed_on=long_ago),
        "Nobody has said since {long_ago} that what we show of Lakeshore Skin Clinic, Oakland, CA is right."),
]  # fmt: skip


@pytest.fixture
def place() -> PracticeLocation:
    return make_listed_location(now=timezone.now(), provider=make_provider(user=make_user()))


def test_every_reason_is_made_true_here():
    """Whoever adds one to the table adds a way to make it true, and tells it to what checks the pages."""
    assert [reason.code for reason in REASONS] == list(dict.fromkeys(way.code for way in WAYS))
    assert [reason.code for reason in REASONS] == list(LISTED)


def test_nothing_stands_against_a_place_in_order(place):
    assert seen_by(place) == dict.fromkeys(seen_by(place), True)
    assert texts_of(place) == ()
    assert "Why patients do not see it" not in desk_page(place)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.text)
def test_one_reason_alone_hides_a_place_from_everybody_and_is_told_in_the_same_words(place, way):
    way.hide(place)

    text = way.text.format(**{name: date_format(day()) for name, day in DAYS.items()})
    assert seen_by(place) == dict.fromkeys(seen_by(place), False)
    assert clauses_against(place) == {way.code} == set(truth_of(place).against)
    assert texts_of(place) == (text,)
    assert escape(ON_THE_PORTAL.get(text, text)) in portal_page(place)
    assert escape(text) in desk_page(place)


def test_of_several_places_the_hidden_one_is_named_and_the_words_of_all_stand_alone(place):
    make_offering(make_location(place.provider, state="NV", city="Reno", clinic_name="Sierra Skin"))
    assert texts_of(place) == ("Sierra Skin, Reno, NV: You have no checked license in force in Nevada.",)
    assert "Patients can see you" in portal_page(place)
    assert texts_of(place)[0] in portal_page(place)

    make_hold(place.provider, now=timezone.now())
    assert f"You paused your profile on {date_format(today())}." in texts_of(place)


def test_two_offices_of_one_name_are_told_of_both(place):
    make_location(place.provider)

    assert texts_of(place) == ("Lakeshore Skin Clinic, Oakland, CA has no price that patients can see.",)


def test_of_several_approvals_the_one_that_lasts_longest_is_told(place):
    of_case(approved_until=ended)(place)
    make_screening(place.provider, approved_from=begins(), approved_until=begins() + 99 * DAY)

    assert texts_of(place) == (f"Our approval counts from {date_format(begins())}.",)


@pytest.mark.parametrize("providers", [1, 4])
def test_reasons_take_eight_queries_however_many_ask(providers, django_assert_num_queries):
    places = [make_listed_location(now=timezone.now()) for _ in range(providers)]

    with django_assert_num_queries(8):
        facts_of([one.provider_id for one in places])


# Before an approval the portal tells what to do next, which says more.
ON_THE_PORTAL = {"We have not approved this profile.": "We could not approve you"}
DAYS = {"today": today, "ended": ended, "begins": begins, "long_ago": long_ago}


def seen_by(place: PracticeLocation) -> dict[str, bool]:
    """Who lets it through, of all that ask."""
    now = timezone.now()
    intake = make_intake(now=now, max_price=None, radius_miles=50)
    search = requirements_for(intake, on=now)
    [facts] = facts_of([place.provider_id])
    return {
        "the gate": place.pk in admitted([place.pk], now=now),
        "the list in SQL": listed_places(on=now).filter(pk=place.pk).exists(),
        "the table": not why_not(facts, on=now),
        "the table's days": any(stretch.holds(today()) for stretch in stretches(facts)),
        "the engine": any(not failures(search, one) for one in candidates_at([place.pk], search, on=now)),
        "the index": match(index_of(build(listings_of(None))), search, limit=1).total == 1,
        "reverse": touched(searches_of([(1, search)]), listings_of([place.pk]), on=now).tolist() == [1],
        "the proof": place.provider_id in current_proof([place.provider_id], on=now),
    }


def clauses_against(place: PracticeLocation) -> set[str]:
    """By SQL alone."""
    places = PracticeLocation.objects.alias(
        clinic_date=local_date(timezone.now()), treats_fat_pads=fat_pads_treated()
    ).filter(pk=place.pk)
    return {reason.code for reason in REASONS if not places.filter(reason.clause()).exists()}


def truth_of(place: PracticeLocation) -> Row:
    """By the SQL that shares nothing with ours."""
    now = timezone.now()
    return Truth(make_intake(now=now).pk, now).rows[place.pk]


def texts_of(place: PracticeLocation) -> tuple[str, ...]:
    return sentences(why_not_listed([place.provider_id], on=timezone.now())[place.provider_id])


def portal_page(place: PracticeLocation) -> str:
    client = Client()
    client.force_login(place.provider.user)
    return client.get(reverse("provider:home")).content.decode()


def desk_page(place: PracticeLocation) -> str:
    staff = make_staff()
    staff.user_permissions.add(Permission.objects.get(codename="view_screeningcase"))
    client = Client()
    client.force_login(staff)
    return client.get(reverse("desk:provider", args=[place.provider_id])).content.decode()


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.STAFF_NEED_SECOND_FACTOR = False


def test_a_rule_that_does_not_count_yet_lets_nobody_in_and_breaks_no_page():
    """Only a source says so, or one person read it: it has no first day."""
    place = make_listed_location(now=timezone.now())
    as_released(place.state, place.provider.profession)
    assert RuleReading.objects.filter(lets=True, counts_from=None, state=place.state).exists()

    [reasons] = why_not_listed([place.provider_id], on=timezone.now())[place.provider_id].values()

    assert [why.code for why in reasons] == ["not_allowed"]
    assert not listed_places(on=timezone.now()).filter(pk=place.pk).exists()
