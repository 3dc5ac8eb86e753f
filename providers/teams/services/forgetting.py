"""What nobody needs any more: addresses of people who were asked to join, and acts of long ago."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from providers.teams.models import TeamAct, TeamInvitation

INVITATIONS_KEPT: Final = timedelta(days=30)  # after they ended
ACTS_KEPT: Final = timedelta(days=730)


def forget_teams(*, now: datetime) -> int:
    """Returns how many rows are gone."""
    old = now - INVITATIONS_KEPT
    invitations = TeamInvitation.objects.filter(Q(settled_at__lt=old) | Q(ends_at__lt=old)).delete()[0]
    return invitations + TeamAct.objects.filter(at__lt=now - ACTS_KEPT).delete()[0]
