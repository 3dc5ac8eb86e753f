"""A license to practice, in one state."""

from django.db import models
from django.db.models import Q

from caarisma.common.models import TimeStamped
from providers.directory.enums import LicenseStatus, Profession
from providers.directory.models.provider import Provider
from providers.directory.us import STATES


class License(TimeStamped):
    """One license held by a provider. `expires_on` is the last day it is good, to midnight at the clinic.

    Boards drop the end date of a revoked or surrendered license, so no date never means no end.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="licenses")
    state = models.CharField(max_length=2, choices=STATES)
    profession = models.CharField(max_length=4, choices=Profession)
    number = models.CharField(max_length=30)
    status = models.CharField(max_length=12, choices=LicenseStatus, default=LicenseStatus.REPORTED)
    expires_on = models.DateField(null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=120, blank=True, help_text="Who says so: the board's look-up page")

    class Meta:
        ordering = ["provider_id", "state", "number"]
        constraints = [
            models.UniqueConstraint(name="license_once_a_provider", fields=["provider", "state", "number"]),
            # A board gives a number once. What people report about themselves may clash; what we verified may not.
            models.UniqueConstraint(
                name="license_number_once_a_board",
                fields=["state", "profession", "number"],
                condition=~Q(status=LicenseStatus.REPORTED),
            ),
            models.CheckConstraint(name="license_state_known", condition=Q(state__in=list(STATES))),
            models.CheckConstraint(name="license_status_known", condition=Q(status__in=LicenseStatus.values)),
            models.CheckConstraint(name="license_profession_known", condition=Q(profession__in=Profession.values)),
            models.CheckConstraint(
                name="license_active_has_proof",
                condition=~Q(status=LicenseStatus.ACTIVE) | Q(expires_on__isnull=False, verified_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.get_profession_display()} {self.number}"
