"""Whether shots for fat and cellulite are shown to patients at all: what two medical directors decide."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class FatUseDecisionQuerySet(models.QuerySet["FatUseDecision"]):
    def waiting(self) -> "FatUseDecisionQuerySet":
        return self.filter(outcome="")

    def in_force(self) -> "FatUseDecisionQuerySet":
        """The newest that two people signed. None: nothing is shown."""
        return self.filter(outcome=FatUseDecision.SIGNED).order_by("-second_at", "-pk")[:1]


class FatUseDecision(models.Model):
    """One director proposes, another signs or refuses. The database holds that they are two, that one at most waits,
    and that what is decided stays as it is."""

    SIGNED, REFUSED = "signed", "refused"
    WAYS: Final = [(True, _("Show them, with the FDA's words")), (False, _("Do not offer them at all"))]

    shown = models.BooleanField(choices=WAYS)
    why = models.TextField(help_text=_("By the first person"))
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(
        max_length=7, blank=True, choices=[(SIGNED, _("Signed")), (REFUSED, _("Refused"))], default=""
    )

    objects = FatUseDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("decide_fatuse", "Can decide, with a colleague, if shots for fat are shown")]
        constraints = [
            models.CheckConstraint(name="fat_use_says_why", condition=Q(why__regex=r"\S")),
            models.CheckConstraint(
                name="fat_use_by_two_people", condition=Q(second_by__isnull=True) | ~Q(first_by=F("second_by"))
            ),
            models.CheckConstraint(
                name="fat_use_outcome_is_whole",
                condition=Q(outcome="", second_by__isnull=True, second_at__isnull=True)
                | Q(outcome__in=["signed", "refused"], second_by__isnull=False, second_at__isnull=False),
            ),
            models.UniqueConstraint(name="fat_use_waits_once", fields=["outcome"], condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return self.get_shown_display()
