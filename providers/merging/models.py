"""A merge that one person proposed, and what another said to it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from providers.directory.models import PracticeLocation, Provider


class MergeQuerySet(models.QuerySet["Merge"]):
    def waiting(self) -> "MergeQuerySet":
        return self.filter(outcome="")


class Merge(models.Model):
    """Of two providers, or of two places of one provider. Nothing is deleted: what goes is turned off, and this row
    says into what."""

    OUTCOMES = (("merged", _("Merged")), ("refused", _("Refused")))

    keep = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="merges_kept")
    drop = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="merges_dropped")
    keep_place = models.ForeignKey(PracticeLocation, models.PROTECT, null=True, blank=True, related_name="merges_kept")
    drop_place = models.ForeignKey(
        PracticeLocation, models.PROTECT, null=True, blank=True, related_name="merges_dropped"
    )
    words = models.TextField(help_text=_("Why they are the same, by the first person"))
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    second_words = models.TextField(blank=True)
    outcome = models.CharField(max_length=7, choices=OUTCOMES, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="merge_by_two_people", condition=Q(second_by__isnull=True) | ~Q(first_by=F("second_by"))
            ),
            models.CheckConstraint(
                name="merge_outcome_is_whole",
                condition=Q(outcome="", second_by__isnull=True, second_at__isnull=True)
                | Q(outcome__in=["merged", "refused"], second_by__isnull=False, second_at__isnull=False),
            ),
            models.CheckConstraint(
                name="merge_of_two_of_a_kind",
                condition=(
                    Q(keep__isnull=False, drop__isnull=False, keep_place__isnull=True, drop_place__isnull=True)
                    & ~Q(keep=F("drop"))
                )
                | (
                    Q(keep__isnull=True, drop__isnull=True, keep_place__isnull=False, drop_place__isnull=False)
                    & ~Q(keep_place=F("drop_place"))
                ),
            ),
            models.UniqueConstraint(
                name="merge_waits_once_a_person", fields=["drop"], condition=Q(outcome="", drop__isnull=False)
            ),
            models.UniqueConstraint(
                name="merge_waits_once_a_place",
                fields=["drop_place"],
                condition=Q(outcome="", drop_place__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drop or self.drop_place} → {self.keep or self.keep_place}"

    @property
    def goes(self) -> Provider | PracticeLocation | None:
        return self.drop or self.drop_place

    @property
    def stays(self) -> Provider | PracticeLocation | None:
        return self.keep or self.keep_place
