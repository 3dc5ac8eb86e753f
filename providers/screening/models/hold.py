"""Why a provider with everything in order is not listed: they paused, or staff suspended them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from providers.directory.models.provider import Provider
from providers.screening.enums import HoldKind


class ProviderHoldQuerySet(models.QuerySet["ProviderHold"]):
    def open(self) -> "ProviderHoldQuerySet":
        """Not lifted. While one is open the provider is not listed."""
        return self.filter(lifted_at__isnull=True)


class ProviderHold(TimeStamped):
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=9, choices=HoldKind)
    reason = models.TextField(blank=True, help_text=_("The provider reads this."))
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="placed_holds")
    placed_at = models.DateTimeField()
    until = models.DateField(
        null=True, blank=True, help_text=_("First day on which a pause is over, at the clinic; empty: open")
    )
    lift_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="asked_lifts"
    )
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="lifted_holds"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = ProviderHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("suspend_provider", "Can suspend a provider, and propose to end a suspension")]
        constraints = [
            models.CheckConstraint(name="hold_kind_known", condition=Q(kind__in=HoldKind.values)),
            models.UniqueConstraint(
                name="hold_open_once", fields=["provider", "kind"], condition=Q(lifted_at__isnull=True)
            ),
            models.CheckConstraint(
                name="hold_lift_is_whole",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="hold_pause_alone_has_an_end", condition=Q(kind=HoldKind.PAUSED) | Q(until__isnull=True)
            ),
            models.CheckConstraint(
                name="hold_suspended_says_why", condition=~Q(kind=HoldKind.SUSPENDED) | ~Q(reason="")
            ),
            # A suspension is ended by two people: one asks, another agrees.
            models.CheckConstraint(
                name="hold_suspended_lifted_by_two",
                condition=~Q(kind=HoldKind.SUSPENDED)
                | Q(lifted_at__isnull=True)
                | (Q(lift_asked_by__isnull=False) & ~Q(lift_asked_by=F("lifted_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.get_kind_display()}"
