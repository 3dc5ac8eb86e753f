"""People are asked by mail to join a team. The mail names nobody: who signs in with that address reads who asks."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common import limits
from caarisma.common.errors import UserFacingError
from caarisma.common.outbox import moves as outbox
from caarisma.common.outbox.parts import Button, Sentences, letter_of
from caarisma.common.outbox.writing import Letter, post, site_url
from providers.directory.models import Provider
from providers.teams.acting import NotYours
from providers.teams.enums import InvitationState, InvitedAs
from providers.teams.models import Member, Team, TeamInvitation
from providers.teams.selectors import invitations_for
from providers.teams.services.team import GoneMeanwhile, add_provider, lock_team, require_owner

LASTS: Final = timedelta(days=14)
MOST_MEMBERS: Final = 40
A_DAY: Final = 20  # mails to people who may not know us


class TooManyInvited(UserFacingError):
    status = 429

    def __init__(self) -> None:
        super().__init__(_("You have asked 20 people today. Please go on tomorrow."))


@transaction.atomic
def invite(*, team_id: int, email: str, name: str, invited_as: InvitedAs, by: User, now: datetime) -> TeamInvitation:
    """By the owner. Asked again, the newer words count and the older mail is taken back."""
    team, email = lock_team(team_id), email.strip().lower()
    require_owner(team, by)
    members = team.members.present()
    if invited_as != InvitedAs.PROVIDER and members.filter(user__email=email).exists():
        raise UserFacingError(_("This person is in your team already."))
    if members.count() + team.invitations.open(on=now).count() >= MOST_MEMBERS:
        raise UserFacingError(_("Forty people are the most. Write to us if you are more."))
    if limits.count_beyond(f"team invitations:{by.pk}", most=A_DAY, within=timedelta(days=1), now=now):
        raise TooManyInvited
    for before in team.invitations.filter(email=email, state=InvitationState.OPEN):
        _settle(before, InvitationState.WITHDRAWN, now=now)
    invitation = TeamInvitation.objects.create(
        team=team, email=email, name=name, invited_as=invited_as, invited_by=by, made_at=now, ends_at=now + LASTS
    )
    _mail(invitation, now=now)
    return invitation


@transaction.atomic
def withdraw_invitation(*, team_id: int, invitation_id: int, by: User, now: datetime) -> None:
    team = lock_team(team_id)
    require_owner(team, by)
    _settle(_open(team, invitation_id, now=now), InvitationState.WITHDRAWN, now=now)


@transaction.atomic
def accept_invitation(*, invitation_id: int, name: str, by: User, now: datetime) -> Team:
    """By the account of that address. Who is asked as a provider brings their own profile along."""
    team, invitation = _asked(invitation_id, by=by, now=now)
    if invitation.invited_as == InvitedAs.PROVIDER:
        provider = Provider.objects.filter(user=by).first()
        if provider is None:
            raise UserFacingError(_("Begin your own profile first. Then come back and join."))
        add_provider(team, provider_id=provider.pk, by=by, now=now)
    else:
        _add_member(team, invitation, name=name, by=by, now=now)
    _settle(invitation, InvitationState.ACCEPTED, now=now)
    return team


@transaction.atomic
def decline_invitation(*, invitation_id: int, by: User, now: datetime) -> None:
    _settle(_asked(invitation_id, by=by, now=now)[1], InvitationState.DECLINED, now=now)


def _add_member(team: Team, invitation: TeamInvitation, *, name: str, by: User, now: datetime) -> None:
    if team.members.present().filter(user=by).exists():
        raise UserFacingError(_("You are in this team already."))
    Member.objects.create(team=team, user=by, role=invitation.invited_as, name=name, since=now)


def _asked(invitation_id: int, *, by: User, now: datetime) -> tuple[Team, TeamInvitation]:
    """NotYours for who has not proved the address. GoneMeanwhile once it is settled or over."""
    if invitation_id not in {one.pk for one in invitations_for(by, now=now)}:
        raise NotYours
    team = lock_team(TeamInvitation.objects.values_list("team", flat=True).get(pk=invitation_id))
    return team, _open(team, invitation_id, now=now)


def _open(team: Team, invitation_id: int, *, now: datetime) -> TeamInvitation:
    invitation: TeamInvitation | None = team.invitations.open(on=now).filter(pk=invitation_id).first()
    if invitation is None:
        raise GoneMeanwhile
    return invitation


def _settle(invitation: TeamInvitation, state: InvitationState, *, now: datetime) -> None:
    invitation.state, invitation.settled_at = state, now
    invitation.save(update_fields=["state", "settled_at"])
    outbox.take_back(_key(invitation), now=now)


def _mail(invitation: TeamInvitation, *, now: datetime) -> None:
    known = User.objects.filter(email=invitation.email).values_list("language", flat=True).first()
    language = known or translation.get_language() or settings.LANGUAGE_CODE
    letter = invitation_letter(language=language)
    key = _key(invitation)
    post(letter, kind="team_invited", to=invitation.email, language=language, life=LASTS, now=now, key=key)


def invitation_letter(*, language: str) -> Letter:
    """No words of who asks: anybody can type a name, and any address."""
    with translation.override(language):
        sentences = [
            _("Somebody asks you to work with their clinic on Caarisma."),
            _("Sign in with this address, or make an account with it. There you read who asks."),
            _("If you know of nothing, do nothing. The invitation ends after 14 days."),
        ]
        link = Button(_("Read who asks"), site_url(reverse("teams:invited")))
        return letter_of(_("An invitation to a team"), [*map(Sentences, sentences), link], language=language)


def _key(invitation: TeamInvitation) -> str:
    return f"team-invitation:{invitation.pk}:"
