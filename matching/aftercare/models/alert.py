"""Several people told us of the same, about one place: a person looks, two decide, nothing happens by itself."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from caarisma.common.fields import EncryptedJSONField
from matching.aftercare.enums import AlertDecision, AlertRule, StepKind

PEOPLE = settings.AUTH_USER_MODEL


class PlaceAlertQuerySet(models.QuerySet["PlaceAlert"]):
    def open(self) -> "PlaceAlertQuerySet":
        return self.filter(decided_at=None)

    def waiting(self) -> "PlaceAlertQuerySet":
        """Nobody has it yet."""
        return self.open().filter(owner=None)

    def late(self, *, on: datetime) -> "PlaceAlertQuerySet":
        return self.waiting().filter(due_at__lt=on)

    def proposed(self) -> "PlaceAlertQuerySet":
        return self.open().exclude(decision="")


class PlaceAlert(models.Model):
    """`about`: the key of the place, or a keyed hash of product and lot. `visits`, locked: whose answers made it.

    `words` are for colleagues; `told`, with a suspension, is what its providers read.
    """

    rule = models.CharField(max_length=5, choices=AlertRule)
    about = models.CharField(max_length=130)
    where = models.CharField(max_length=200, help_text="The street, as staff read it")
    visits = EncryptedJSONField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Until when somebody has it")
    owner = models.ForeignKey(PEOPLE, models.PROTECT, null=True, blank=True, related_name="place_alerts")
    taken_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=7, choices=AlertDecision, blank=True)
    words = EncryptedJSONField(null=True)
    told = models.TextField(blank=True)
    proposed_by = models.ForeignKey(PEOPLE, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PEOPLE, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = PlaceAlertQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        permissions = [
            ("work_placealert", "Can work on a place alert, and read what the people allow"),
            ("second_placealert", "Can decide about a place alert as the second person"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="place_alert_one_open", fields=["about", "rule"], condition=Q(decided_at=None)
            ),
            models.CheckConstraint(name="place_alert_rule_known", condition=Q(rule__in=AlertRule.values)),
            models.CheckConstraint(name="place_alert_due_later", condition=Q(due_at__gt=F("opened_at"))),
            models.CheckConstraint(
                name="place_alert_taken_whole",
                condition=Q(owner=None, taken_at=None) | Q(owner__isnull=False, taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="place_alert_proposal_whole",
                condition=Q(decision="", proposed_by=None, proposed_at=None, words=None)
                | (
                    Q(decision__in=AlertDecision.values)
                    & Q(proposed_by__isnull=False, proposed_at__isnull=False, words__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="place_alert_hold_is_told", condition=~Q(decision=AlertDecision.HOLD) | ~Q(told="")
            ),
            # Four eyes, also for ending it without a suspension.
            models.CheckConstraint(
                name="place_alert_needs_two",
                condition=Q(decided_at=None, decided_by=None)
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False, proposed_by__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Place alert {self.pk}"


class PlaceAlertStep(models.Model):
    """What somebody did about it. Rows are never changed; the migration has the trigger."""

    alert = models.ForeignKey(PlaceAlert, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=8, choices=StepKind)
    words = EncryptedJSONField(null=True)
    by = models.ForeignKey(PEOPLE, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="place_alert_step_known", condition=Q(kind__in=StepKind.values))]
