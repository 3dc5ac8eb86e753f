"""What takes two people: one proposes and says why, another one decides."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from providers.screening.enums import MAY_BE_OVERRIDDEN, CheckKind, DecisionKind, DecisionOutcome
from providers.screening.models.hold import ProviderHold
from providers.screening.models.screening import ScreeningCase


class TwoPersonDecisionQuerySet(models.QuerySet["TwoPersonDecision"]):
    def waiting(self) -> "TwoPersonDecisionQuerySet":
        return self.filter(outcome="")


class TwoPersonDecision(TimeStamped):
    """An exception for one check, the end of a suspension, or of a case that takes two. The database holds that
    two people did it."""

    kind = models.CharField(max_length=9, choices=DecisionKind)
    case = models.ForeignKey(ScreeningCase, models.PROTECT, null=True, blank=True, related_name="decisions")
    check_kind = models.CharField(max_length=12, choices=CheckKind, blank=True)
    hold = models.ForeignKey(ProviderHold, models.PROTECT, null=True, blank=True, related_name="decisions")
    words = models.TextField(help_text=_("Why, by the first person"))
    answer = models.JSONField(
        default=dict, blank=True, editable=False, help_text=_("What the check said when the exception was proposed")
    )
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposed_decisions")
    first_at = models.DateTimeField()
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="second_decisions"
    )
    second_at = models.DateTimeField(null=True, blank=True)
    second_words = models.TextField(blank=True)
    outcome = models.CharField(max_length=7, choices=DecisionOutcome, blank=True)

    objects = TwoPersonDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        permissions = [("second_twopersondecision", "Can decide what a colleague proposed")]
        constraints = [
            models.CheckConstraint(
                name="decision_by_two_people", condition=Q(second_by__isnull=True) | ~Q(first_by=F("second_by"))
            ),
            models.CheckConstraint(
                name="decision_outcome_is_whole",
                condition=Q(outcome="", second_by__isnull=True, second_at__isnull=True)
                | Q(outcome__in=DecisionOutcome.values, second_by__isnull=False, second_at__isnull=False),
            ),
            models.CheckConstraint(
                name="decision_about_one_thing",
                condition=Q(
                    kind=DecisionKind.OVERRIDE,
                    case__isnull=False,
                    hold__isnull=True,
                    check_kind__in=sorted(MAY_BE_OVERRIDDEN),
                )
                | Q(kind=DecisionKind.REINSTATE, case__isnull=True, hold__isnull=False, check_kind="")
                | Q(
                    kind__in=[DecisionKind.APPROVE, DecisionKind.TURN_DOWN],
                    case__isnull=False,
                    hold__isnull=True,
                    check_kind="",
                ),
            ),
            models.UniqueConstraint(
                name="decision_override_waits_once", fields=["case", "check_kind"], condition=Q(outcome="")
            ),
            models.UniqueConstraint(name="decision_reinstate_waits_once", fields=["hold"], condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_check_kind_display() or self.hold}"
