"""A license that a board speaks worse of than before. Open until somebody settles it; grave ones take two people."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from providers.directory.enums import Profession
from providers.directory.models import License, Provider
from providers.directory.us import STATES
from providers.exclusions.models.exclusion import person, whole
from providers.rosters.enums import GRAVE, BoardStatus, Reach


class LicenseAlertQuerySet(models.QuerySet["LicenseAlert"]):
    def open(self) -> "LicenseAlertQuerySet":
        return self.filter(cleared_at__isnull=True)

    def hiding(self) -> "LicenseAlertQuerySet":
        """While one is open, the provider is not listed: everywhere, or in the license's state."""
        return self.open().exclude(reach=Reach.NOWHERE)

    def proposed(self) -> "LicenseAlertQuerySet":
        """Open, and a second person has to decide."""
        return self.open().filter(proposed_at__isnull=False)


class LicenseAlert(models.Model):
    """It outlives the license's row, so that nobody gets rid of it by reporting a license anew. That a board says
    something better later ends no alert: people do."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="license_alerts")
    license = models.ForeignKey(License, models.SET_NULL, null=True, blank=True, related_name="alerts")
    state = models.CharField(max_length=2, choices=STATES)
    profession = models.CharField(max_length=4, choices=Profession)
    number = models.CharField(max_length=30)
    status = models.CharField(max_length=10, choices=BoardStatus)
    reach = models.CharField(max_length=5, choices=Reach, blank=True)
    word = models.CharField(_("the board's words"), max_length=200, blank=True)
    source = models.CharField(max_length=300)
    list_date = models.DateField()
    found_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = person("proposed_license_alerts")
    proposed_reason = models.TextField(blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = person("cleared_license_alerts")
    reason = models.TextField(blank=True)

    objects = LicenseAlertQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        permissions = [
            ("settle_licensealert", "Can settle what a board says of a license, or propose it"),
            ("clear_licensealert", "Can settle what a board did against a license, as the second person"),
        ]
        constraints = [
            models.CheckConstraint(name="license_alert_clearing_is_whole", condition=whole("cleared", "reason")),
            models.CheckConstraint(
                name="license_alert_proposal_is_whole", condition=whole("proposed", "proposed_reason")
            ),
            # Four eyes: whoever proposed to end it is not the one who ends it.
            models.CheckConstraint(
                name="license_alert_needs_two",
                condition=Q(cleared_at__isnull=True)
                | ~Q(status__in=sorted(GRAVE))
                | (Q(proposed_by__isnull=False) & ~Q(proposed_by=F("cleared_by"))),
            ),
            models.CheckConstraint(
                name="license_alert_grave_hides", condition=~Q(status__in=sorted(GRAVE)) | Q(reach=Reach.ALL)
            ),
            models.CheckConstraint(name="license_alert_reach_known", condition=Q(reach__in=Reach.values)),
            models.CheckConstraint(name="license_alert_status_known", condition=Q(status__in=BoardStatus.values)),
            models.UniqueConstraint(
                name="license_alert_told_once",
                fields=["provider", "state", "profession", "number", "status"],
                condition=Q(cleared_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.number}: {self.get_status_display()}"

    @property
    def needs_two(self) -> bool:
        return self.status in GRAVE
