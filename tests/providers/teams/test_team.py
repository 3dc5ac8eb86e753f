"""A team begins, people are asked, join, change roles and leave; who comes second is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.models import Mail
from providers.teams.acting import NotYours, role_of
from providers.teams.enums import Did, InvitationState, InvitedAs, Role
from providers.teams.models import Member, TeamAct, TeamInvitation
from providers.teams.selectors import invitations_for, readers_of_mail, team_page, teams_of
from providers.teams.services.forgetting import forget_teams
from providers.teams.services.inviting import (
    A_DAY,
    TooManyInvited,
    accept_invitation,
    decline_invitation,
    invite,
    withdraw_invitation,
)
from providers.teams.services.leaving import leave_all_teams
from providers.teams.services.team import (
    GoneMeanwhile,
    begin_team,
    change_role,
    choose_mail,
    end_member,
    take_out_provider,
)
from tests.factories.providers import make_provider, make_user
from tests.factories.teams import make_member

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def amara():
    return make_provider(user=make_user("amara@example.com"))


@pytest.fixture
def team(amara, now):
    return begin_team(provider_id=amara.pk, name="Harbor Skin", by=amara.user, now=now)


def proved(email: str):
    user = make_user(email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def ask(team, amara, now, email="maria@example.com", invited_as=InvitedAs.MANAGER) -> TeamInvitation:
    return invite(team_id=team.pk, email=email, name="Maria", invited_as=invited_as, by=amara.user, now=now)


def test_who_begins_a_team_owns_it_and_is_its_first_profile(team, amara, now):
    page = team_page(team, by=amara.user, now=now)

    assert page.is_owner
    assert [seat.provider for seat in page.providers] == [amara]
    with pytest.raises(UserFacingError, match="in a team already"):
        begin_team(provider_id=amara.pk, name="Second", by=amara.user, now=now)


def test_only_ones_own_profile_begins_a_team(amara, now):
    with pytest.raises(NotYours):
        begin_team(provider_id=amara.pk, name="Mine", by=make_user(), now=now)


def test_a_mail_asks_and_names_nobody(team, amara, now):
    ask(team, amara, now, email=" Maria@Example.com ")

    mail = Mail.objects.get(kind="team_invited")
    assert mail.recipient == "maria@example.com"
    words = str(mail.letter)
    assert "/provider/team/invited/" in words
    assert not [name for name in ("Harbor", "Amara", "Maria") if name in words.replace("maria@", "")]


def test_who_proved_the_address_joins_and_acts(team, amara, now):
    invitation, maria = ask(team, amara, now), proved("maria@example.com")

    accept_invitation(invitation_id=invitation.pk, name="Maria Lopez", by=maria, now=now)

    assert role_of(maria.pk, amara.pk) == Role.MANAGER
    assert [member.name for member in team.members.present()] == [amara.full_name, "Maria Lopez"]
    with pytest.raises(NotYours):
        accept_invitation(invitation_id=invitation.pk, name="Maria Lopez", by=maria, now=now)


@pytest.mark.parametrize("who", ["another address", "the address without proof"])
def test_nobody_else_can_say_yes(team, amara, now, who):
    invitation = ask(team, amara, now)
    user = proved("eve@example.com") if who == "another address" else make_user("maria@example.com")

    assert invitations_for(user, now=now) == []
    with pytest.raises(NotYours):
        accept_invitation(invitation_id=invitation.pk, name="Eve", by=user, now=now)


def test_an_invitation_ends_after_two_weeks_by_a_no_and_when_taken_back(team, amara, now):
    maria = proved("maria@example.com")
    invitation = ask(team, amara, now)
    assert invitations_for(maria, now=now + 14 * DAY) == []

    decline_invitation(invitation_id=invitation.pk, by=maria, now=now)
    again = ask(team, amara, now)
    withdraw_invitation(team_id=team.pk, invitation_id=again.pk, by=amara.user, now=now)

    assert invitations_for(maria, now=now) == []
    states = TeamInvitation.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [InvitationState.DECLINED, InvitationState.WITHDRAWN]
    assert forget_teams(now=now + 31 * DAY) == 2


def test_asked_twice_the_newer_words_count(team, amara, now):
    ask(team, amara, now)
    newer = ask(team, amara, now, invited_as=InvitedAs.FRONT_DESK)

    assert [one.pk for one in team.invitations.open(on=now)] == [newer.pk]


def test_mails_to_strangers_are_counted(team, amara, now):
    for number in range(A_DAY):
        ask(team, amara, now, email=f"person{number}@example.org")

    with pytest.raises(TooManyInvited):
        ask(team, amara, now)


def test_a_provider_brings_their_own_profile_along_and_takes_it_out(team, amara, now):
    ben = make_provider(user=proved("ben@example.com"))
    manager = make_member(team, Role.MANAGER, now=now).user
    invitation = ask(team, amara, now, email="ben@example.com", invited_as=InvitedAs.PROVIDER)
    accept_invitation(invitation_id=invitation.pk, name="-", by=ben.user, now=now)
    assert role_of(manager.pk, ben.pk) == Role.MANAGER
    assert role_of(ben.user.pk, amara.pk) == ""

    take_out_provider(team_id=team.pk, provider_id=ben.pk, by=ben.user, now=now)

    assert role_of(manager.pk, ben.pk) == ""
    assert list(TeamAct.objects.values_list("did", flat=True)) == [Did.LEFT, Did.JOINED]
    with pytest.raises(GoneMeanwhile):
        take_out_provider(team_id=team.pk, provider_id=ben.pk, by=ben.user, now=now)


def test_a_provider_without_a_profile_begins_one_first(team, amara, now):
    invitation = ask(team, amara, now, email="new@example.com", invited_as=InvitedAs.PROVIDER)

    with pytest.raises(UserFacingError, match="Begin your own profile first"):
        accept_invitation(invitation_id=invitation.pk, name="-", by=proved("new@example.com"), now=now)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.FRONT_DESK])
def test_only_the_owner_says_who_is_in_the_team(team, amara, role, now):
    by = make_member(team, role, now=now).user
    mine = team.members.get(user=amara.user)
    invitation = ask(team, amara, now)
    for refused in (
        lambda: invite(team_id=team.pk, email="x@example.com", name="", invited_as=InvitedAs.MANAGER, by=by, now=now),
        lambda: withdraw_invitation(team_id=team.pk, invitation_id=invitation.pk, by=by, now=now),
        lambda: change_role(team_id=team.pk, member_id=mine.pk, role=Role.FRONT_DESK, by=by, now=now),
        lambda: end_member(team_id=team.pk, member_id=mine.pk, by=by, now=now),
        lambda: take_out_provider(team_id=team.pk, provider_id=amara.pk, by=by, now=now),
    ):
        with pytest.raises(NotYours):
            refused()


def test_the_ownership_goes_to_one_and_leaves_a_manager(team, amara, now):
    maria = make_member(team, Role.MANAGER, now=now)

    change_role(team_id=team.pk, member_id=maria.pk, role=Role.OWNER, by=amara.user, now=now)

    roles = dict(team.members.present().values_list("user", "role"))
    assert roles == {maria.user.pk: Role.OWNER, amara.user.pk: Role.MANAGER}


def test_the_owner_leaves_last_and_then_nobody_acts_for_another(team, amara, now):
    maria, mine = make_member(team, Role.MANAGER, now=now), team.members.get(user=amara.user)
    with pytest.raises(UserFacingError, match="somebody else the owner first"):
        end_member(team_id=team.pk, member_id=mine.pk, by=amara.user, now=now)

    end_member(team_id=team.pk, member_id=maria.pk, by=maria.user, now=now)
    end_member(team_id=team.pk, member_id=mine.pk, by=amara.user, now=now)

    assert teams_of(amara.user) == teams_of(maria.user) == []
    assert not team.providers.in_force().exists()


def test_who_erases_their_account_leaves_an_owner_behind(team, amara, now):
    desk, manager = make_member(team, Role.FRONT_DESK, now=now), make_member(team, Role.MANAGER, now=now)
    change_role(team_id=team.pk, member_id=desk.pk, role=Role.OWNER, by=amara.user, now=now)
    Member.objects.filter(user=amara.user).update(ended_at=now)
    invite(team_id=team.pk, email=desk.user.email, name="", invited_as=InvitedAs.PROVIDER, by=desk.user, now=now)

    leave_all_teams(user=desk.user, now=now)

    assert [(one.pk, one.role) for one in team.members.present()] == [(manager.pk, Role.OWNER)]
    assert not TeamInvitation.objects.exists()


def test_mail_about_requests_goes_to_who_wants_it(team, amara, now):
    wants, quiet = (make_member(team, Role.FRONT_DESK, now=now).user for _ in range(2))

    choose_mail(team_id=team.pk, wants=False, by=quiet)

    assert readers_of_mail(amara) == [amara.user, wants]


@pytest.mark.django_db(transaction=True)
def test_two_who_give_the_ownership_away_at_once_leave_one_owner(team, amara, now):
    others = [make_member(team, Role.MANAGER, now=now) for _ in range(2)]

    def give(member: Member) -> str:
        try:
            change_role(team_id=team.pk, member_id=member.pk, role=Role.OWNER, by=amara.user, now=now)
        except UserFacingError as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        came = sorted(pool.map(give, others))

    assert came == ["NotYours", "done"]
    assert team.members.present().filter(role=Role.OWNER).count() == 1
