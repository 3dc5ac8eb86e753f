"""That a person opened a source, and what they found."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from treatments.models import Source


class SourceOpening(models.Model):
    """One person's reading of one source, at the address and under the title that we gave that day. It only grows.

    `found`: for each claim that was compared, by slug, the hash of its English words and whether the source says so:
    {"needle-fine": {"words": "5f2c...", "says": true}}. `quote`: words copied from the source, as evidence.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="openings")
    title = models.CharField(max_length=200)
    url = models.URLField(blank=True)
    opened_on = models.DateField()
    is_whole = models.BooleanField(help_text=_("The whole of it was there to read, not the abstract alone"))
    quote = models.TextField(help_text=_("Words copied from it, with page or heading"))
    found = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    written_at = models.DateTimeField(null=True, editable=False)
    is_dated_back = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        permissions = [("open_source", "Can say what a source of the guide says")]
        constraints = [
            models.CheckConstraint(
                name="opening_has_evidence", condition=Q(quote__regex=r"\S") & Q(title__regex=r"\S")
            ),
            models.CheckConstraint(name="opening_compared_something", condition=~Q(found={})),
        ]

    def __str__(self) -> str:
        return f"{self.source.slug} {self.opened_on}"
