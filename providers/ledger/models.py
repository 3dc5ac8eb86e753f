"""One look at one source about one provider, for ever. The database writes it (sql.py)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from providers.directory.models.provider import Provider
from providers.ledger.enums import LookOrigin, LookResult
from providers.screening.enums import CheckKind

SHA256 = r"^[0-9a-f]{64}$"


class ProviderLook(models.Model):
    """When, by whom or what, what was found, how long it holds, and what it rests on.

    `at` is the database's clock; `looked_at` is what the look itself says. `before` is the hash of the row before, and
    `hash` covers it and all columns but `id` (sql.py: ledger_text). `facts` is JSON kept as text, byte for byte as it
    was hashed: ids, hashes and codes, no names.
    """

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="looks")
    number = models.PositiveIntegerField(help_text=_("From 1, without a gap, for each provider"))
    at = models.DateTimeField()
    looked_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="looks")
    origin = models.CharField(max_length=8, choices=LookOrigin)
    kind = models.CharField(max_length=12, choices=CheckKind)
    result = models.CharField(max_length=6, choices=LookResult)
    finding = models.TextField(blank=True)
    source = models.TextField()
    reference = models.TextField(blank=True)
    report_date = models.DateField(help_text=_("The date on what the source said"))
    good_until = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 of the file, page or answer"))
    facts = models.TextField()
    is_demonstration = models.BooleanField(help_text=_("Made up, and its time too"))
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["provider_id", "number"]
        constraints = [
            models.UniqueConstraint(name="look_number_once_a_provider", fields=["provider", "number"]),
            models.CheckConstraint(name="look_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="look_origin_known", condition=Q(origin__in=LookOrigin.values)),
            models.CheckConstraint(name="look_kind_known", condition=Q(kind__in=CheckKind.values)),
            models.CheckConstraint(name="look_result_known", condition=Q(result__in=LookResult.values)),
            models.CheckConstraint(name="look_hashes_shaped", condition=Q(before__regex=SHA256, hash__regex=SHA256)),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id}, {self.number}"
