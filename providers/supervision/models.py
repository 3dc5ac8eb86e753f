"""Who supervises whom, where, until when."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from providers.directory.models import Provider
from providers.directory.us import STATES


class Supervision(TimeStamped):
    """As typed, one a provider and state. Nothing here is shown to patients or counts for listing."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="supervisions")
    state = models.CharField(max_length=2, choices=STATES, help_text=_("Where the provider works under them"))
    name = models.CharField(max_length=120, blank=True)
    npi = models.CharField(max_length=10, blank=True)
    license_state = models.CharField(max_length=2, choices=STATES, blank=True)
    license_number = models.CharField(max_length=30, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text=_("Last day of the agreement; empty: it names none"))

    class Meta:
        ordering = ["state"]
        constraints = [
            models.UniqueConstraint(name="supervision_once_a_state", fields=["provider", "state"]),
            models.CheckConstraint(name="supervision_state_known", condition=Q(state__in=list(STATES))),
            models.CheckConstraint(
                name="supervision_license_state_known", condition=Q(license_state__in=["", *STATES])
            ),
            models.CheckConstraint(name="supervision_of_somebody", condition=~Q(name="", npi="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.state}"

    def is_over(self, *, on: date) -> bool:
        return self.ends_on is not None and self.ends_on < on
