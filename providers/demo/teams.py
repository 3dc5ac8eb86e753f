"""A clinic of the demonstration with a team: an owner, a manager and a front desk with their own sign-ins, two more
providers, two people who were asked, calendars with busy times, what people pay with and where they park, and badges.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.db.models import Q

from caarisma.accounts.models import User
from caarisma.common.outbox.models import Mail
from matching.proofs.models import Badge
from matching.proofs.services.badges import make_badge
from providers.calendars.enums import SourceKind, Trouble
from providers.calendars.models import BusySource
from providers.calendars.services.busy import add_file
from providers.calendars.services.feeds import make_feed
from providers.clinics.services.facts import save_facts
from providers.demo.logins import email_of
from providers.directory.models import PlaceWays, PracticeLocation, Provider
from providers.directory.models.ways import GetIn, Park, Pay
from providers.listing.listed import listed_places
from providers.profile.services.places import confirm_hours
from providers.screening.enums import CaseStatus
from providers.teams.enums import InvitedAs, Role
from providers.teams.models import Member, Team, TeamInvitation
from providers.teams.services.inviting import accept_invitation, invite
from providers.teams.services.team import begin_team, change_role

PEOPLE: Final = (
    ("clinic owner", "Olga Stern", InvitedAs.MANAGER),  # becomes the owner
    ("clinic manager", "Maria Lopez", InvitedAs.MANAGER),
    ("front desk", "Sam Reed", InvitedAs.FRONT_DESK),
)
WITH_FACTS: Final = 60  # places that say how to pay and park


def make_demo_teams(*, now: datetime) -> int:
    """Once. Returns how many people and providers are in the team."""
    first = Provider.objects.filter(user__email=email_of("provider"), is_demonstration=True).first()
    if first is None or first.user is None or Team.objects.exists():
        return 0
    begun = now - timedelta(days=20)
    team = begin_team(provider_id=first.pk, name="Lakeside team", by=first.user, now=begun)
    for role, name, invited_as in PEOPLE:
        _join(team, first.user, email_of(role), name, invited_as, begun)
    owner = Member.objects.get(team=team, user__email=email_of("clinic owner"))
    change_role(team_id=team.pk, member_id=owner.pk, role=Role.OWNER, by=first.user, now=begun)
    others = _two_more(first)
    for other in others:
        assert other.user is not None
        _join(team, owner.user, other.user.email, "", InvitedAs.PROVIDER, begun + timedelta(days=1))
    asked = now - timedelta(days=2)
    told: dict[str, Any] = {"team_id": team.pk, "by": owner.user, "now": asked}
    invite(email="new.desk@demo.caarisma.example", name="Jo Park", invited_as=InvitedAs.FRONT_DESK, **told)
    invite(email=email_of("2nd provider"), name="", invited_as=InvitedAs.PROVIDER, **told)
    Mail.objects.filter(key__startswith="team-invitation:").delete()  # nobody waits for them
    _make_calendars(first, by=owner.user, now=now)
    manager = User.objects.get(email=email_of("clinic manager"))
    confirm_hours(provider_id=first.pk, by=manager, now=now - timedelta(days=1))
    _say_facts(first, by=manager, now=now - timedelta(hours=3))
    _take_badges(first, by=manager, now=now)
    return len(PEOPLE) + 1 + len(others)


def _join(team: Team, by: User, email: str, name: str, invited_as: InvitedAs, now: datetime) -> None:
    user = User.objects.get(email=email)
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    invitation: TeamInvitation = invite(team_id=team.pk, email=email, name=name, invited_as=invited_as, by=by, now=now)
    accept_invitation(invitation_id=invitation.pk, name=name or "-", by=user, now=now)


def _two_more(first: Provider) -> Sequence[Provider]:
    """Who work in the same state, and have an account that nobody signs in with."""
    state = first.locations.values_list("state", flat=True).first()
    clinics = Provider.objects.filter(is_demonstration=True, user__email__startswith="clinic-")
    return list(clinics.filter(locations__state=state).exclude(pk=first.pk).distinct().order_by("pk")[:2])


def _make_calendars(provider: Provider, *, by: User, now: datetime) -> None:
    """A file that was read, an address that does not answer, and an address of ours."""
    monday = (now + timedelta(days=7 - now.weekday())).astimezone(UTC)
    busy = "".join(
        f"BEGIN:VEVENT\r\nUID:busy-{day}\r\nDTSTART:{monday + timedelta(days=day):%Y%m%d}T170000Z\r\n"
        "DURATION:PT3H\r\nSUMMARY:Never kept\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\n"
        for day in range(5)
    )
    file = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:demo\r\n{busy}END:VCALENDAR\r\n".encode()
    add_file(provider_id=provider.pk, content=file, by=by, now=now - timedelta(days=1))
    make_feed(provider_id=provider.pk, by=by, now=now - timedelta(days=1))
    # By hand: no demonstration asks another machine.
    BusySource.objects.create(
        provider=provider, kind=SourceKind.ADDRESS, address="https://calendar.example/moved.ics",
        address_hash="0" * 64, made_at=now - timedelta(days=3), made_by=by, trouble=Trouble.MOVED,
    )  # fmt: skip


def _take_badges(provider: Provider, *, by: User, now: datetime) -> None:
    """Green ones of the team's own places, and a gray one: of somebody whom patients do not see any more."""
    for place in provider.locations.filter(is_active=True):
        make_badge(provider_id=provider.pk, location_id=place.pk, by=by, now=now)
    approved = PracticeLocation.objects.filter(
        provider__is_demonstration=True, provider__screening_cases__status=CaseStatus.APPROVED
    )
    if gone := approved.exclude(pk__in=listed_places(on=now)).order_by("pk").first():
        Badge.of(gone, now=now - timedelta(days=90))


def _say_facts(provider: Provider, *, by: User, now: datetime) -> None:
    """Of the team's own places through the service; of others at once."""
    own = list(provider.locations.filter(is_active=True))
    for place in own:
        who: dict[str, Any] = {"provider_id": provider.pk, "location_id": place.pk, "by": by, "now": now}
        save_facts(pay=[Pay.CARD, Pay.CASH, Pay.HSA], park=[Park.FREE, Park.RESERVED], get_in=[GetIn.WIDE], **who)
    rest = PracticeLocation.objects.filter(Q(is_active=True), provider__is_demonstration=True).exclude(
        pk__in=[place.pk for place in own]
    )
    kinds = ([Pay.CARD, Pay.CHECK], [Pay.CARD, Pay.CASH, Pay.PHONE], [Pay.CARD, Pay.PARTS])
    PlaceWays.objects.bulk_create(
        PlaceWays(
            place=place,
            pay=kinds[number % 3],
            park=[[Park.STREET, Park.TRANSIT], [Park.PAID], []][number % 3],
            get_in=[[GetIn.ELEVATOR, GetIn.RESTROOM], [], [GetIn.COMPANION]][number % 3],
            said_at=now,
        )
        for number, place in enumerate(rest.order_by("pk")[:WITH_FACTS])
    )
