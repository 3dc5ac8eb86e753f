"""Who fits a watch, since when, and whether that was told. And how far the change log was read."""

from django.db import models
from django.db.models import Q

from matching.watches.models.watch import Watch
from providers.directory.models import Provider


class WatchSighting(models.Model):
    """A provider who fits the search of a watch, or did. News is who `fits`, came at `news_at`, and was not told since.

    Who was on the list when the watch was asked for is told from the start.
    """

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="sightings")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    fits = models.BooleanField(default=True)
    news_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="watch_sighting_news", fields=["watch"], condition=Q(fits=True, told_at=None)
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(name="watch_sighting_once", fields=["watch", "provider"]),
            models.CheckConstraint(name="watch_sighting_left_or_fits", condition=Q(fits=True, left_at=None)
                                   | Q(fits=False, left_at__isnull=False)),
            models.CheckConstraint(name="watch_sighting_news_or_told",
                                   condition=Q(news_at__isnull=False) | Q(told_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Sighting {self.pk} of watch {self.watch_id}"


class WatchMark(models.Model):
    """One row: up to where the watches have heard of the change log, as matching.snapshots.changes.Watermark tells."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seen = models.TextField()
    origin = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(name="watch_mark_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return "How far the watches have heard"
