"""When a provider is busy elsewhere, as another calendar says. Only the times are kept: titles name patients."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from caarisma.common.fields import EncryptedJSONField
from providers.calendars.enums import SourceKind, Trouble
from providers.directory.models import Provider


class BusySourceQuerySet(models.QuerySet["BusySource"]):
    def due(self, *, on: datetime) -> "BusySourceQuerySet":
        """Addresses to be asked, what has waited longest first."""
        return self.filter(due_at__lte=on).order_by("due_at", "pk")


class BusySource(models.Model):
    """A file is read once; an address is asked again and again (`due_at`)."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="busy_sources")
    kind = models.CharField(max_length=7, choices=SourceKind)
    address = EncryptedJSONField(null=True, blank=True)  # secret: who has it reads the whole calendar
    address_hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Since it was last read")
    read_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=7, choices=Trouble, blank=True)
    skipped = models.PositiveIntegerField(default=0, help_text="Entries that repeat in a way we do not read")

    objects = BusySourceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(name="busy_source_due", fields=["due_at"], condition=Q(due_at__isnull=False))]
        constraints = [
            models.CheckConstraint(name="busy_source_kind_known", condition=Q(kind__in=SourceKind.values)),
            models.CheckConstraint(name="busy_source_trouble_known", condition=Q(trouble__in=["", *Trouble.values])),
            models.CheckConstraint(
                name="busy_source_is_whole",
                condition=Q(kind=SourceKind.FILE, address=None, address_hash="", due_at=None, read_at__isnull=False)
                | Q(kind=SourceKind.ADDRESS, address__isnull=False, address_hash__regex=r"^[0-9a-f]{64}$"),
            ),
            models.UniqueConstraint(
                name="busy_source_once", fields=["provider", "address_hash"], condition=Q(kind=SourceKind.ADDRESS)
            ),
            models.UniqueConstraint(
                name="busy_source_one_file", fields=["provider"], condition=Q(kind=SourceKind.FILE)
            ),
        ]

    def __str__(self) -> str:
        return f"Busy times {self.pk}"


class BusyTime(models.Model):
    source = models.ForeignKey(BusySource, models.CASCADE, related_name="times")
    starts = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        ordering = ["starts"]
        indexes = [models.Index(name="busy_time_by_source", fields=["source", "ends"])]
        constraints = [models.CheckConstraint(name="busy_time_lasts", condition=Q(ends__gt=F("starts")))]

    def __str__(self) -> str:
        return f"Busy {self.pk}"
