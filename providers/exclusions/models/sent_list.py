"""A file of the exclusion list that staff handed in at the desk, from the button to the end of its reading."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from providers.exclusions.enums import ListKind, SentListState
from providers.exclusions.models.exclusion_list import ExclusionList

IN_MOTION: Final = (SentListState.WAITING, SentListState.READING)
OVER: Final = (SentListState.DONE, SentListState.DROPPED)


class SentListQuerySet(models.QuerySet["SentList"]):
    def due(self, *, on: datetime) -> "SentListQuerySet":
        """What is to be read, the oldest first. One being read is due again after a while: its reader may be dead."""
        rows = self.filter(state__in=IN_MOTION, available_at__lte=on, is_demonstration=False)
        return rows.order_by("sent_at", "pk")

    def holding(self) -> "SentListQuerySet":
        """Those whose file we have."""
        return self.filter(name__isnull=False)


class SentList(models.Model):
    """`name` is the folder of the file in the private storage; None before it was fetched, and after it went.

    Each reading is a run of its own; `run` is the newest. It begins at the first line, whatever stopped the one before.
    """

    kind = models.CharField(max_length=10, choices=ListKind)
    list_date = models.DateField(help_text=_("The day on which OIG had this list"))
    source = models.URLField(max_length=200, blank=True, help_text=_("Where it is fetched; empty: it was uploaded."))
    name = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    file_name = models.CharField(max_length=120)
    file_size = models.PositiveBigIntegerField(default=0)
    file_hash = models.CharField(max_length=64, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sent_exclusion_lists")
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=SentListState, default=SentListState.WAITING)
    problem = models.CharField(max_length=1000, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    available_at = models.DateTimeField()
    stop_asked = models.BooleanField(default=False)
    run = models.ForeignKey(ExclusionList, models.PROTECT, null=True, blank=True, related_name="sent_lists")
    is_demonstration = models.BooleanField(default=False, editable=False, help_text=_("Made up: it is never read."))

    objects = SentListQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("hand_in_sentlist", "Can hand in a file of the exclusion list, stop it and read it again")]
        constraints = [
            models.CheckConstraint(name="sent_list_kind_known", condition=Q(kind__in=ListKind.values)),
            models.CheckConstraint(name="sent_list_state_known", condition=Q(state__in=SentListState.values)),
            models.CheckConstraint(
                name="sent_list_has_a_file",
                condition=Q(name__isnull=False) & ~Q(file_hash="") | ~Q(source="") | Q(state=SentListState.DROPPED),
            ),
            models.CheckConstraint(
                name="sent_list_done_has_a_run", condition=~Q(state=SentListState.DONE) | Q(run__isnull=False)
            ),
        ]
        indexes = [models.Index(name="sent_list_due", fields=["available_at"], condition=Q(state__in=IN_MOTION))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.list_date}: {self.file_name}"

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
