"""Who may do what for whom: each role, for a provider of the team and for another; and what no team may do."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from caarisma.common.errors import UserFacingError
from providers.clinics.services.facts import save_facts
from providers.directory.models import License, Provider
from providers.profile.services import names, places, profile
from providers.profile.services.supervision import save_supervision
from providers.screening.enums import CaseKind, CheckKind, Fact
from providers.screening.models import ProposedChange, ScreeningCase, Upload
from providers.teams.acting import NotYours, is_allowed, providers_for, role_of
from providers.teams.enums import Role
from providers.teams.models import Member, TeamProvider
from providers.teams.rules.deeds import Deed
from providers.vetting.cases.cases import open_case, pause_provider, send_case
from providers.vetting.cases.own_cases import is_own
from providers.vetting.documents.staging import stage
from tests.factories.providers import make_license, make_listed_location, make_provider, make_user
from tests.factories.teams import make_member, make_team

pytestmark = pytest.mark.django_db

MANAGER = {Deed.LOOK, Deed.ANSWER, Deed.HOURS, Deed.OFFER, Deed.SPEAK}
ALLOWED = {Role.OWNER: MANAGER, Role.MANAGER: MANAGER, Role.FRONT_DESK: {Deed.LOOK, Deed.ANSWER, Deed.HOURS}}


@pytest.fixture
def kept():
    return make_provider(user=make_user())


@pytest.fixture
def other():
    return make_provider(user=make_user())


@pytest.mark.parametrize("role", ALLOWED)
def test_a_role_may_what_its_row_says_for_its_providers_and_nothing_for_others(kept, other, role, now):
    user = make_member(make_team(kept, now=now), role, now=now).user
    make_team(other, now=now)

    for deed in Deed:
        assert is_allowed(user.pk, kept, deed) == (deed in ALLOWED[role]), deed
        assert not is_allowed(user.pk, other, deed), deed
        assert set(providers_for(user.pk, deed)) == ({kept} if deed in ALLOWED[role] else set()), deed


def test_the_provider_may_everything_for_themself_and_nothing_for_colleagues(kept, other, now):
    make_team(kept, other, now=now)

    assert all(is_allowed(kept.user.pk, kept, deed) for deed in Deed)
    assert not any(is_allowed(kept.user.pk, other, deed) for deed in Deed)


def test_who_left_may_nothing(kept, now):
    member = make_member(make_team(kept, now=now), Role.MANAGER, now=now)
    Member.objects.update(ended_at=now)

    assert role_of(member.user.pk, kept.pk) == ""


def test_who_takes_over_a_profile_is_not_in_the_team_of_who_had_it(kept, now):
    """A squatter's team must not keep the true owner's prices."""
    member = make_member(make_team(kept, now=now), Role.MANAGER, now=now)
    Provider.objects.filter(pk=kept.pk).update(user=make_user())

    assert role_of(member.user.pk, kept.pk) == ""


def test_staff_who_are_in_a_team_do_not_decide_about_its_providers(kept, other, now):
    staff = make_user(is_staff=True)
    make_member(make_team(kept, now=now), Role.FRONT_DESK, now=now, user=staff)

    assert (is_own(provider=kept, by=staff), is_own(provider=other, by=staff)) == (True, False)


PLACE = {
    "clinic_name": "New", "owner_name": "", "line1": "2 Elm", "line2": "", "city": "Oakland", "state": "CA",
    "zip_code": "94612", "phone": "(510) 555-0100", "first_visit_fee": 0, "first_visit_fee_credited": False,
    "accepting_patients": True, "step_free_access": False, "parking_at_door": False, "video_visits": False,
}  # fmt: skip
DETAILS = {
    "first_name": "Eve", "middle_name": "", "last_name": "Thief", "name_suffix": "", "credentials": "MD",
    "specialty": "", "gender": "", "languages": ["en"],
}  # fmt: skip
FACTS = {
    "name": lambda it: profile.save_details(values=DETAILS, language="en", **it),
    "former names": lambda it: names.save_names(birth_year=1980, former=[], **it),
    "license": lambda it: profile.save_license(
        license_id=None,
        document=None,
        facts=profile.LicenseFacts(state="CA", number="X1", expires_on=date(2030, 1, 1)),
        **it,
    ),
    "license gone": lambda it: profile.remove_license(license_id=License.objects.latest("pk").pk, **it),
    "insurance": lambda it: profile.save_statement(fact=Fact.INSURANCE, values={"insurer": "X"}, document=None, **it),
    "board": lambda it: profile.save_statement(fact=Fact.BOARD, values={"claims_board": True}, document=None, **it),
    "supervisor": lambda it: save_supervision(state="CA", values={"name": "X"}, document=None, **it),
    "products": lambda it: profile.save_statement(fact=Fact.PRODUCTS, values={"products": "X"}, document=None, **it),
    "new place": lambda it: places.save_place(location_id=None, values=PLACE, **it),
    "place gone": lambda it: places.leave_place(
        location_id=Provider.objects.get(pk=it["provider_id"]).locations.get().pk, **it
    ),
    "attestation": lambda it: send_case(
        case_id=open_case(kind=CaseKind.NEW, **{**it, "by": None}).pk, by=it["by"], now=it["now"]
    ),
    "document": lambda it: stage(kind=CheckKind.IDENTITY, title="id.jpg", content=b"x", **it),
}  # fmt: skip


@pytest.mark.parametrize("role", ALLOWED)
@pytest.mark.parametrize("what", FACTS)
def test_nobody_in_a_team_sets_what_a_check_rests_on(kept, role, what, now, settings, tmp_path):
    settings.PRIVATE_FILES_DIR = tmp_path
    make_listed_location(now=now, provider=kept)
    make_license(kept, state="NV", expires_on=None, status="reported", verified_on=None)
    user = make_member(make_team(kept, now=now), role, now=now).user
    before = facts_of(kept)

    with pytest.raises(NotYours):
        FACTS[what]({"provider_id": kept.pk, "by": user, "now": now})

    assert facts_of(kept) == before
    with suppress(UserFacingError):  # and it is who asks that was refused
        FACTS[what]({"provider_id": kept.pk, "by": kept.user, "now": now})


def facts_of(provider: Provider) -> object:
    return (
        Provider.objects.filter(pk=provider.pk).values().get(),
        list(provider.licenses.values("pk", "number")),
        list(provider.locations.values("pk", "line1", "is_active")),
        ProposedChange.objects.filter(provider=provider).count(),
        ScreeningCase.objects.filter(provider=provider, status="sent").count(),
        Upload.objects.filter(provider=provider).count(),
    )


def test_what_each_role_may_is_asked_in_the_services_too(kept, now):
    place = make_listed_location(now=now, provider=kept)
    desk = make_member(make_team(kept, now=now), Role.FRONT_DESK, now=now).user
    who = {"provider_id": kept.pk, "by": desk, "now": now}

    places.confirm_hours(**who)
    for refused in (
        lambda: places.save_prices(location_id=place.pk, prices={}, **who),
        lambda: save_facts(location_id=place.pk, pay=["cash"], park=[], get_in=[], **who),
        lambda: pause_provider(**who),
    ):
        with pytest.raises(NotYours):
            refused()


def test_the_database_holds_one_owner_one_team_and_one_seat_each(kept, now):
    team = make_team(kept, now=now)
    owner = make_member(team, Role.OWNER, now=now)
    twice = (
        lambda: make_member(team, Role.OWNER, now=now),
        lambda: make_member(team, Role.MANAGER, now=now, user=owner.user),
        lambda: make_member(team, Role.SELF, now=now),
        lambda: make_member(team, Role.MANAGER, now=now, name=""),
        lambda: make_team(kept, now=now),
        lambda: TeamProvider.objects.update(ended_at=now - timedelta(days=1)),
    )
    for wrong in twice:
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
