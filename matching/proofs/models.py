"""Badges that clinics put on their own websites."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.urls import reverse

from caarisma.common.outbox.writing import site_url
from providers.directory.models import PracticeLocation


class Badge(models.Model):
    """The name of a place's picture in other people's pages: drawn by lot, so that it tells nothing and nobody counts
    on. What the picture says is never kept: it is worked out each time."""

    location = models.OneToOneField(PracticeLocation, models.CASCADE, related_name="badge")
    public_id = models.UUIDField(unique=True, default=uuid4, editable=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.public_id)

    def address(self, language: str) -> str:
        return site_url(reverse("proofs:badge", args=[self.public_id]), lang=language)

    @classmethod
    def of(cls, location: PracticeLocation, *, now: datetime) -> "Badge":
        """The same, however often it is asked for."""
        return cls.objects.get_or_create(location=location, defaults={"made_at": now})[0]
