"""What of accounts has to be done again and again."""

from datetime import datetime, timedelta
from typing import Final

from allauth.usersessions.models import UserSession

from caarisma.common.chores.declaring import HOUR, Chore

SEEN_KEPT: Final = timedelta(days=30)  # said on the privacy page; signals on reviews look back as far


def forget_where_seen(*, now: datetime) -> int:
    """Internet address and browser of a sign-in, after it was last used. Its session ended long before."""
    return UserSession.objects.filter(last_seen_at__lt=now - SEEN_KEPT).delete()[0]


CHORES: Final = (
    Chore(name="forget where people were seen", every=HOUR, run=lambda look: forget_where_seen(now=look.now) and None),
)
