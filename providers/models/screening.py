"""A screening case and its checks: the dated proof behind "we checked this provider"."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from providers.enums import CaseStatus, CheckKind, CheckResult
from providers.models.provider import Provider


class ScreeningCase(TimeStamped):
    """One look at one provider, from what they sent to the decision. Approval has a first and a last day."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="screening_cases")
    status = models.CharField(max_length=12, choices=CaseStatus, default=CaseStatus.DRAFT)
    approved_from = models.DateField(null=True, blank=True)
    approved_until = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decided_cases"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text=_("The provider reads this."))

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="case_status_known", condition=Q(status__in=CaseStatus.values)),
            models.CheckConstraint(
                name="case_approval_is_dated",
                condition=Q(status=CaseStatus.APPROVED, approved_from__isnull=False, approved_until__isnull=False)
                | (~Q(status=CaseStatus.APPROVED) & Q(approved_from__isnull=True, approved_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="case_approval_in_order",
                condition=Q(approved_until__isnull=True) | Q(approved_until__gte=F("approved_from")),
            ),
            models.CheckConstraint(
                name="case_decision_is_whole",
                condition=Q(
                    status__in=[CaseStatus.APPROVED, CaseStatus.TURNED_DOWN],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | (
                    ~Q(status__in=[CaseStatus.APPROVED, CaseStatus.TURNED_DOWN])
                    & Q(decided_by__isnull=True, decided_at__isnull=True)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.get_status_display()}"


class ScreeningCheck(models.Model):
    """One thing looked up, once: what was found, where, by whom, when, and how long it holds."""

    case = models.ForeignKey(ScreeningCase, models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=12, choices=CheckKind)
    result = models.CharField(max_length=6, choices=CheckResult)
    finding = models.CharField(max_length=160, blank=True, help_text=_('Patients read this: "Active. Ends Aug 31"'))
    source = models.CharField(max_length=120, help_text=_("Where we looked"))
    reference = models.CharField(max_length=120, blank=True, help_text=_("Number or address of the record"))
    report_date = models.DateField(help_text=_("The date on what the source said"))
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="verified_checks"
    )
    verified_at = models.DateTimeField()
    good_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="check_kind_once_a_case", fields=["case", "kind"]),
            models.CheckConstraint(name="check_kind_known", condition=Q(kind__in=CheckKind.values)),
            models.CheckConstraint(name="check_result_known", condition=Q(result__in=CheckResult.values)),
            models.CheckConstraint(
                name="check_pass_has_an_end", condition=~Q(result=CheckResult.PASS) | Q(good_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_result_display()}"
