"""Names that a provider bore before. A list of excluded people may still have one of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from providers.directory.enums import NameSource
from providers.directory.models.provider import Provider


class FormerName(TimeStamped):
    """A full name, with the days on which it began and ended where somebody said. Without a first name only the last
    name of then is known. Patients never see it; it is kept when the next name comes."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="former_names")
    first_name = models.CharField(max_length=60, blank=True)
    middle_name = models.CharField(max_length=60, blank=True)
    last_name = models.CharField(max_length=80)
    name_suffix = models.CharField(max_length=10, blank=True)
    used_from = models.DateField(null=True, blank=True)
    used_until = models.DateField(null=True, blank=True, help_text=_("Where only the year was said: its last day"))
    source = models.CharField(max_length=8, choices=NameSource)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="former_name_once", fields=["provider", "first_name", "middle_name", "last_name", "name_suffix"]
            ),
            models.CheckConstraint(name="former_name_has_last_name", condition=~Q(last_name="")),
            models.CheckConstraint(name="former_name_source_known", condition=Q(source__in=NameSource.values)),
            models.CheckConstraint(
                name="former_name_begins_first",
                condition=Q(used_from__isnull=True) | Q(used_until__isnull=True) | Q(used_from__lte=F("used_until")),
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name, self.name_suffix) if part)
