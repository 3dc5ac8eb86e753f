"""One appeal or one correction, from the provider's words to our answer."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.fields import EncryptedJSONField
from providers.directory.models import Provider
from providers.screening.models import ScreeningCase


class AppealKind(models.TextChoices):
    APPEAL = "appeal", _("An appeal: the decision is wrong")
    CORRECTION = "correction", _("A correction: something you have on record is wrong")


class AppealOutcome(models.TextChoices):
    GRANTED = "granted", _("We agree")
    REFUSED = "refused", _("We do not agree")


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> "AppealQuerySet":
        return self.filter(outcome="").order_by("due_at", "pk")

    def late(self, *, on: datetime) -> "AppealQuerySet":
        return self.open().filter(due_at__lt=on)


class Appeal(models.Model):
    """`first_by` and `decided_by`: who decided what is appealed; the database keeps both from answering."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="appeals")
    case = models.ForeignKey(ScreeningCase, models.PROTECT, null=True, blank=True, related_name="appeals")
    kind = models.CharField(max_length=10, choices=AppealKind)
    words = EncryptedJSONField(help_text="People write about patients whatever one asks of them")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=7, choices=AppealOutcome, blank=True)
    answer = EncryptedJSONField(null=True, help_text=_("The provider reads exactly this."))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="appeal_kind_known", condition=Q(kind__in=AppealKind.values)),
            models.CheckConstraint(name="appeal_due_later", condition=Q(due_at__gt=F("sent_at"))),
            models.CheckConstraint(
                name="appeal_is_against_a_decision",
                condition=Q(kind=AppealKind.CORRECTION) | Q(case__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="appeal_answer_is_whole",
                condition=Q(outcome="", answer=None, answered_by__isnull=True, answered_at__isnull=True)
                | Q(
                    outcome__in=AppealOutcome.values,
                    answer__isnull=False,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
            ),
            # Who decided does not judge whether it was right.
            models.CheckConstraint(
                name="appeal_by_somebody_else",
                condition=(Q(answered_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(answered_by=F("decided_by")))
                & (Q(answered_by__isnull=True) | Q(first_by__isnull=True) | ~Q(answered_by=F("first_by"))),
            ),
            models.UniqueConstraint(name="appeal_open_once", fields=["provider", "kind"], condition=Q(outcome="")),
            models.UniqueConstraint(
                name="appeal_once_a_decision", fields=["case"], condition=Q(kind=AppealKind.APPEAL)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.provider_id})"
