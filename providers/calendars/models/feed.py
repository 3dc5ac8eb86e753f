"""The visits of a provider, for their own calendar program."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from caarisma.common.fields import EncryptedJSONField
from providers.directory.models import Provider

HASH = r"^[0-9a-f]{64}$"


class CalendarFeed(models.Model):
    """Whoever has the address reads the times, so it is found by a hash, and shown to the clinic from what is
    encrypted."""

    provider = models.OneToOneField(Provider, models.CASCADE, related_name="calendar_feed")
    token = EncryptedJSONField()
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="calendar_feed_hash", condition=Q(token_hash__regex=HASH))]

    def __str__(self) -> str:
        return f"Feed {self.pk}"
