"""The words of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    FILE = "file", _("A file that you sent")
    ADDRESS = "address", _("An address that we ask every hour")


class Trouble(models.TextChoices):
    """Why a calendar was not read, in words for the clinic."""

    ADDRESS = "address", _("This is no address of a calendar. It begins with https:// or webcal://.")
    PRIVATE = "private", _("This address leads into a private network. We do not go there.")
    MOVED = "moved", _("The calendar has moved to another address. Copy the new one.")
    STATUS = "status", _("The other side does not give us this calendar. Is the address still right?")
    SLOW = "slow", _("The other side took longer than 5 seconds. We try again.")
    AWAY = "away", _("We could not reach the other side. We try again.")
    BIG = "big", _("This calendar is larger than 1 MB. Send one with fewer past entries.")
    MANY = "many", _("This calendar has more entries than we can read. Send one with fewer past entries.")
    UNREADABLE = "text", _("This is not a calendar file. Its name usually ends in .ics.")


AGAIN = (Trouble.SLOW, Trouble.AWAY, Trouble.STATUS)  # may pass by itself
