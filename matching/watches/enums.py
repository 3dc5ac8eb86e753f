"""Words of watches with a fixed meaning. "Alert" on pages."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

LASTS: Final = timedelta(days=90)
ENDS_SOON: Final = timedelta(days=7)  # before the end: one mail, with one press for 90 days more
CONFIRM_LASTS: Final = timedelta(hours=72)
OPEN_LASTS: Final = timedelta(days=7)
KEPT: Final = timedelta(days=30)  # after the end


class WatchKind(models.TextChoices):
    SEARCH = "search", _("A search")
    PLACE = "place", _("A clinic")


class HowOften(models.TextChoices):
    AT_ONCE = "at_once", _("At once, one mail a day at most")
    WEEKLY = "weekly", _("Once a week at most, on Tuesdays")


class WatchState(models.TextChoices):
    WAITING = "waiting", _("Waits for your press on the link in the mail")
    LIVE = "live", _("On")
    ENDED = "ended", _("Ended")  # by its day, or because what it waited for came
    STOPPED = "stopped", _("Stopped")  # by the person


OVER: Final = (WatchState.ENDED, WatchState.STOPPED)


class WatchLinkPurpose(models.TextChoices):
    """What the button behind a mailed link does."""

    CONFIRM = "confirm", "confirm"
    OPEN = "open", "open"
    RENEW = "renew", "renew"
