"""What a board said of one license, once a reading."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from providers.directory.models import License
from providers.exclusions.models.exclusion import person
from providers.rosters.enums import ORDER, BoardStatus
from providers.rosters.models.roster_run import RosterRun


class LicenseLookQuerySet(models.QuerySet["LicenseLook"]):
    def answered(self) -> "LicenseLookQuerySet":
        """Looks that say something and that a person answers for."""
        said = self.exclude(status=BoardStatus.UNKNOWN)
        return said.filter(Q(by__isnull=False) | Q(run__signed_off_at__isnull=False))

    def changed(self) -> "LicenseLookQuerySet":
        """Those that say something else than the time before, the worst first."""
        rank = Case(*(When(status=status, then=Value(place)) for status, place in ORDER.items()))
        return self.exclude(status=F("before")).order_by(rank.desc(), "pk")


class LicenseLook(models.Model):
    """By a reading of the board's file, or by a member of staff at the board's page.

    The ledger keeps it for ever (a trigger copies it). Here it goes with its license.
    """

    license = models.ForeignKey(License, models.CASCADE, related_name="looks")
    run = models.ForeignKey(RosterRun, models.PROTECT, null=True, blank=True, related_name="looks")
    by = person("license_looks")
    at = models.DateTimeField()
    list_date = models.DateField(help_text=_("The day on which the board said so"))
    status = models.CharField(max_length=10, choices=BoardStatus)
    before = models.CharField(max_length=10, choices=BoardStatus, help_text=_("What it said the time before"))
    word = models.CharField(_("the board's words"), max_length=200, blank=True)
    source = models.CharField(max_length=300)
    expires_on = models.DateField(null=True, blank=True)

    objects = LicenseLookQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="license_look_status_known", condition=Q(status__in=BoardStatus.values)),
            models.CheckConstraint(
                name="license_look_has_one_looker",
                condition=Q(run__isnull=True, by__isnull=False) | Q(run__isnull=False, by__isnull=True),
            ),
            models.UniqueConstraint(name="license_look_once_a_run", fields=["run", "license"]),
        ]

    def __str__(self) -> str:
        return f"{self.license}: {self.status}, {self.list_date}"
