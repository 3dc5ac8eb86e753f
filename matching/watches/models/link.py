"""Links that were mailed. Only hashes are kept, so neither a backup nor the admin can open anything."""

from django.db import models
from django.db.models import F, Q

from matching.watches.enums import WatchLinkPurpose
from matching.watches.models.watch import Watch


class WatchLink(models.Model):
    """`browser`: that asked for it, "" for a mail that we wrote by ourselves. `used_in`: where it was pressed; there it
    works again until its end, elsewhere it is dead."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=7, choices=WatchLinkPurpose)
    token_hash = models.CharField(max_length=64, unique=True)
    browser = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_in = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="watch_link_purpose_known", condition=Q(purpose__in=WatchLinkPurpose.values)),
            models.CheckConstraint(name="watch_link_ends_later", condition=Q(ends_at__gt=F("made_at"))),
            models.CheckConstraint(
                name="watch_link_used_somewhere",
                condition=Q(used_at=None, used_in="") | (Q(used_at__isnull=False) & ~Q(used_in="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Watch link {self.pk}"
