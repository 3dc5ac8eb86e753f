"""Who says that a record of the registry is theirs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from providers.directory.enums import Profession
from providers.directory.models.provider import Provider


class NpiClaimQuerySet(models.QuerySet["NpiClaim"]):
    def open(self) -> "NpiClaimQuerySet":
        return self.filter(confirmed_at__isnull=True, refused_at__isnull=True)


class NpiClaim(models.Model):
    """Unproven until staff confirm who the person is: anybody can type a number that is public.

    Whoever comes first to a record that nobody holds and that never was listed may fill it in (`Provider.user`), which
    shows patients nothing. For every other record the claim waits for a person to decide.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="claims")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="npi_claims")
    made_at = models.DateTimeField()
    name = models.CharField(max_length=141, blank=True, help_text=_("As the person typed it"))
    profession = models.CharField(_("license type"), max_length=4, choices=Profession, blank=True)
    words = models.TextField(blank=True, max_length=1000, help_text=_("What the person says about it"))
    confirmed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decided_claims"
    )

    # A record that somebody unproven holds goes to this person only when two people say so, and the holder was heard.
    handover_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="proposed_handovers"
    )
    handover_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="given_records"
    )

    objects = NpiClaimQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="npi_claimed_once_a_person", fields=["provider", "user"]),
            models.CheckConstraint(
                name="npi_claim_decision_is_whole",
                condition=Q(confirmed_at__isnull=True, refused_at__isnull=True, decided_by__isnull=True)
                | Q(confirmed_at__isnull=False, refused_at__isnull=True, decided_by__isnull=False)
                | Q(confirmed_at__isnull=True, refused_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="npi_claim_handover_is_whole",
                condition=Q(handover_by__isnull=True, handover_at__isnull=True)
                | Q(handover_by__isnull=False, handover_at__isnull=False),
            ),
            models.CheckConstraint(
                name="npi_claim_handover_by_two_people",
                condition=Q(given_by__isnull=True) | Q(handover_by__isnull=True) | ~Q(handover_by=F("given_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"Claim on {self.provider}"
