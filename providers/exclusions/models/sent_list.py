"""A file of the exclusion list that staff handed in at the desk."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from providers.exclusions.enums import ListKind
from providers.exclusions.models.exclusion_list import ExclusionList
from providers.files.sent_file import IN_MOTION, SentFile, SentFileState


class SentList(SentFile):
    kind = models.CharField(max_length=10, choices=ListKind)
    list_date = models.DateField(help_text=_("The day on which OIG had this list"))
    source = models.URLField(max_length=200, blank=True, help_text=_("Where it is fetched; empty: it was uploaded."))
    run = models.ForeignKey(ExclusionList, models.PROTECT, null=True, blank=True, related_name="sent_lists")

    class Meta(SentFile.Meta):
        permissions = [("hand_in_sentlist", "Can hand in a file of the exclusion list, stop it and read it again")]
        constraints = [
            models.CheckConstraint(name="sent_list_kind_known", condition=Q(kind__in=ListKind.values)),
            models.CheckConstraint(name="sent_list_state_known", condition=Q(state__in=SentFileState.values)),
            models.CheckConstraint(
                name="sent_list_has_a_file",
                condition=Q(name__isnull=False) & ~Q(file_hash="") | ~Q(source="") | Q(state=SentFileState.DROPPED),
            ),
            models.CheckConstraint(
                name="sent_list_done_has_a_run", condition=~Q(state=SentFileState.DONE) | Q(run__isnull=False)
            ),
        ]
        indexes = [models.Index(name="sent_list_due", fields=["available_at"], condition=Q(state__in=IN_MOTION))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.list_date}: {self.file_name}"
