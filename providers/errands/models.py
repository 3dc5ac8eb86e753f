"""A question to somebody else's machine, the registry or the geocoder, from the page that needs it until the answer."""

from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.fields import EncryptedJSONField
from providers.directory.models import PracticeLocation
from providers.errands.enums import ErrandKind
from providers.screening.models import ScreeningCase


class ErrandQuerySet(models.QuerySet["Errand"]):
    def open(self) -> "ErrandQuerySet":
        return self.filter(done_at__isnull=True)

    def due(self, *, on: datetime) -> "ErrandQuerySet":
        """Oldest first."""
        return self.open().filter(available_at__lte=on).order_by("available_at", "pk")


class Errand(models.Model):
    """One a thing: asked anew, it takes the place of the one before. Done, it stays where somebody still has to read
    what came of it, and else it goes.
    """

    kind = models.CharField(max_length=6, choices=ErrandKind)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="errands")
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    available_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField(max_length=300, blank=True, help_text=_("Why nothing came of it, for the person"))
    said = models.CharField(max_length=200, blank=True, help_text=_("What the machine found, as codes"))
    typed = EncryptedJSONField(null=True, blank=True)
    case = models.OneToOneField(ScreeningCase, models.CASCADE, null=True, blank=True, related_name="errand")
    revision = models.PositiveIntegerField(null=True, blank=True, help_text=_("Of the case, as the page showed it"))
    location = models.OneToOneField(PracticeLocation, models.CASCADE, null=True, blank=True, related_name="errand")

    objects = ErrandQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="errand_is_about_one_thing",
                condition=Q(kind=ErrandKind.JOIN, typed__isnull=False, case__isnull=True, location__isnull=True)
                | Q(kind=ErrandKind.NUMBER, typed__isnull=True, case__isnull=False, location__isnull=True)
                | Q(kind=ErrandKind.STREET, typed__isnull=True, case__isnull=True, location__isnull=False),
            ),
            models.CheckConstraint(
                name="errand_says_something_once_done",
                condition=Q(done_at__isnull=False) | Q(refused="", said=""),
            ),
            models.UniqueConstraint(
                name="errand_one_joiner_once", fields=["asked_by"], condition=Q(kind=ErrandKind.JOIN)
            ),
        ]
        indexes = [models.Index(fields=["available_at"], name="errand_due", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def answers(self) -> dict[str, Any]:
        """What somebody who joins typed."""
        return cast(dict[str, Any], self.typed)
