"""A board's file that staff handed in at the desk."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from providers.files.sent_file import IN_MOTION, SentFile, SentFileState
from providers.rosters.models.roster_run import RosterRun


class SentRoster(SentFile):
    map_name = models.CharField(max_length=60, help_text=_("Of a map that we ship"))
    list_date = models.DateField(help_text=_("The day the board's file was got"))
    run = models.ForeignKey(RosterRun, models.PROTECT, null=True, blank=True, related_name="sent_rosters")

    class Meta(SentFile.Meta):
        permissions = [("hand_in_sentroster", "Can hand in a board's license file, stop it and read it again")]
        constraints = [
            models.CheckConstraint(name="sent_roster_state_known", condition=Q(state__in=SentFileState.values)),
            models.CheckConstraint(
                name="sent_roster_has_a_file",
                condition=Q(name__isnull=False) & ~Q(file_hash="") | Q(state=SentFileState.DROPPED),
            ),
            models.CheckConstraint(
                name="sent_roster_done_has_a_run", condition=~Q(state=SentFileState.DONE) | Q(run__isnull=False)
            ),
        ]
        indexes = [models.Index(name="sent_roster_due", fields=["available_at"], condition=Q(state__in=IN_MOTION))]

    def __str__(self) -> str:
        return f"{self.map_name}, {self.list_date}: {self.file_name}"
