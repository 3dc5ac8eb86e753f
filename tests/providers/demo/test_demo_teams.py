"""The demonstration's team: each role has somebody, and no page of it is empty."""

import pytest
from django.test import Client
from django.urls import reverse

from matching.proofs.models import Badge
from providers.calendars.models import BusySource
from providers.calendars.selectors import free_time
from providers.demo.loading import seed
from providers.demo.logins import email_of, make_demo_logins
from providers.demo.teams import make_demo_teams
from providers.demo.threads import make_demo_threads
from providers.directory.models import PlaceWays, Provider
from providers.teams.models import Team, TeamAct, TeamInvitation
from tests.factories.treatments import make_area_concern

pytestmark = pytest.mark.django_db


def test_it_has_people_in_each_role_invitations_calendars_and_a_history(now):
    make_area_concern()
    seed(providers=60, seed=1, on=now.date(), tell=lambda there: None)
    make_demo_logins(now=now)
    make_demo_threads(now=now)

    assert make_demo_teams(now=now) >= 4
    assert make_demo_teams(now=now) == 0

    team, client = Team.objects.get(), Client()
    roles = dict(team.members.present().values_list("user__email", "role"))
    assert [roles[email_of(role)] for role in ("clinic owner", "clinic manager", "front desk")] == [
        "owner", "manager", "desk",
    ]  # fmt: skip
    assert TeamInvitation.objects.open(on=now).count() == 2
    first = Provider.objects.get(user__email=email_of("provider"))
    place = first.locations.filter(is_active=True, hours__isnull=False).first()
    assert place is None or free_time(place, now=now)
    assert BusySource.objects.filter(provider=first).count() == 2
    assert PlaceWays.objects.exists()
    assert TeamAct.objects.exists()
    badges = [client.get(reverse("proofs:badge", args=[badge.public_id])) for badge in Badge.objects.all()]
    assert {badge.status_code for badge in badges} == {200, 410}
    client.force_login(team.members.get(role="owner").user)
    page = client.get(reverse("teams:team", args=[team.pk])).content.decode()
    assert all(name in page for name in ("Olga Stern", "Maria Lopez", "Sam Reed", "Jo Park"))
