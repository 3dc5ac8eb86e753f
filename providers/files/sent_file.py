"""A file that staff handed in at the desk, from the button to the end of its reading: what all kinds have in common."""

from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SentFileState(models.TextChoices):
    WAITING = "waiting", _("Waits to be read")
    READING = "reading", _("Being read")
    STOPPED = "stopped", _("Stopped")
    REFUSED = "refused", _("Refused")
    DONE = "done", _("Read to the end")
    DROPPED = "dropped", _("Let go")


IN_MOTION: Final = (SentFileState.WAITING, SentFileState.READING)
OVER: Final = (SentFileState.DONE, SentFileState.DROPPED)


class SentFileQuerySet(models.QuerySet[Any]):
    def due(self, *, on: datetime) -> Self:
        """What is to be read, the oldest first. One being read is due again after a while: its reader may be dead."""
        rows = self.filter(state__in=IN_MOTION, available_at__lte=on, is_demonstration=False)
        return rows.order_by("sent_at", "pk")

    def holding(self) -> Self:
        """Those whose file we have."""
        return self.filter(name__isnull=False)


class SentFile(models.Model):
    """`name` is the folder of the file in the private storage; None before it was fetched, and after it went.

    Each reading is a run of its own, and whoever inherits this has a field `run` for the newest. It begins at the first
    line, whatever stopped the one before.
    """

    name = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    file_name = models.CharField(max_length=120)
    file_size = models.PositiveBigIntegerField(default=0)
    file_hash = models.CharField(max_length=64, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=SentFileState, default=SentFileState.WAITING)
    problem = models.CharField(max_length=1000, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    available_at = models.DateTimeField()
    stop_asked = models.BooleanField(default=False)
    is_demonstration = models.BooleanField(default=False, editable=False, help_text=_("Made up: it is never read."))

    objects = SentFileQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-pk"]

    @property
    def folder(self) -> UUID:
        """Where its file lies. For one that has it."""
        assert self.name is not None
        return self.name

    @property
    def is_in_motion(self) -> bool:
        return self.state in IN_MOTION

    @property
    def may_be_read_again(self) -> bool:
        return self.state not in (*IN_MOTION, *OVER)
