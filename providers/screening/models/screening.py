"""A screening case and its checks: the dated proof behind "we checked this provider"."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caarisma.common.models import TimeStamped
from providers.directory.models.provider import Provider
from providers.directory.us import STATES
from providers.exclusions.models.exclusion_list import ExclusionList
from providers.registry.models.registry_answer import RegistryAnswer
from providers.screening.enums import (
    OPEN_CASES,
    CaseFlag,
    CaseKind,
    CaseReason,
    CaseStatus,
    CheckKind,
    CheckResult,
    DecidedHow,
)
from providers.screening.models.source_page import SourcePage
from providers.screening.rules.evidence import (
    BLANK,
    BY_ANSWER,
    BY_CALL,
    BY_DOCUMENT,
    BY_LIST,
    BY_MACHINE,
    BY_PAGE,
    BY_PRODUCT,
    BY_REFERENCE,
    PHONES,
    SAYS_NOTHING,
)


class ScreeningCaseQuerySet(models.QuerySet["ScreeningCase"]):
    def whole(self) -> "ScreeningCaseQuerySet":
        """Looks at all of somebody, not at one change of theirs."""
        return self.exclude(kind=CaseKind.CHANGE)

    def open(self) -> "ScreeningCaseQuerySet":
        return self.filter(status__in=OPEN_CASES)


class ScreeningCase(TimeStamped):
    """One look at one provider, from what they sent to the decision. Approval has a first and a last day.

    A case of kind "change" is about one change (models/proposal.py). It holds the checks of that change alone until it
    is accepted; then it is the approval before it with these checks in their place, and ends on that one's day.

    `required` and `states` are set by the decision: the checks it needed, and the states whose rules it was made by.
    A clinic in any other state is not covered by it.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="screening_cases")
    status = models.CharField(max_length=12, choices=CaseStatus, default=CaseStatus.DRAFT)
    approved_from = models.DateField(null=True, blank=True)
    approved_until = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decided_cases"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_how = models.CharField(max_length=8, choices=DecidedHow, default=DecidedHow.ONE, editable=False)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposed_cases",
        editable=False,
        help_text=_("Who proposed what two decided"),
    )
    flags = ArrayField(models.CharField(max_length=10, choices=CaseFlag), default=list, blank=True, editable=False)
    reason = models.TextField(blank=True, help_text=_("The provider reads this."))
    required = ArrayField(models.CharField(max_length=12, choices=CheckKind), default=list, blank=True, editable=False)
    states = ArrayField(models.CharField(max_length=2, choices=STATES), default=list, blank=True, editable=False)
    reasons = ArrayField(
        models.CharField(max_length=20, choices=CaseReason), default=list, blank=True, help_text=_("From the list")
    )
    kind = models.CharField(max_length=7, choices=CaseKind, default=CaseKind.NEW)
    sent_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="claimed_cases"
    )
    claimed_until = models.DateTimeField(null=True, blank=True, help_text=_("Until then nobody else decides."))
    revision = models.PositiveIntegerField(
        default=0, help_text=_("Counts the provider's changes. Work on an older one is refused.")
    )

    objects = ScreeningCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("work_screeningcase", "Can take, check and decide screening cases"),
            ("decide_alone", "Can decide alone what else takes two people"),
        ]
        constraints = [
            models.CheckConstraint(name="case_status_known", condition=Q(status__in=CaseStatus.values)),
            models.CheckConstraint(name="case_required_known", condition=Q(required__contained_by=CheckKind.values)),
            models.CheckConstraint(name="case_states_known", condition=Q(states__contained_by=list(STATES))),
            models.CheckConstraint(name="case_kind_known", condition=Q(kind__in=CaseKind.values)),
            models.CheckConstraint(name="case_reasons_known", condition=Q(reasons__contained_by=CaseReason.values)),
            # Two open looks at all of one person would be decided apart, and contradict each other.
            models.UniqueConstraint(
                name="case_open_once_a_provider",
                fields=["provider"],
                condition=Q(status__in=sorted(OPEN_CASES)) & ~Q(kind=CaseKind.CHANGE),
            ),
            models.CheckConstraint(
                name="case_taken_back_is_a_change", condition=~Q(status=CaseStatus.TAKEN_BACK) | Q(kind=CaseKind.CHANGE)
            ),
            models.CheckConstraint(
                name="case_sent_has_a_due_time",
                condition=Q(sent_at__isnull=True, due_at__isnull=True) | Q(sent_at__isnull=False, due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="case_at_the_desk_was_sent",
                condition=~Q(status__in=[CaseStatus.SENT, CaseStatus.IN_REVIEW]) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="case_claim_has_an_owner", condition=Q(claimed_until__isnull=True) | Q(owner__isnull=False)
            ),
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
            models.CheckConstraint(name="case_flags_known", condition=Q(flags__contained_by=CaseFlag.values)),
            # One person approves a clean file and turns nobody down (ADR 24). A change of an approved profile is one
            # person's: turned down, everything stays as it was approved.
            models.CheckConstraint(
                name="case_decided_by_enough",
                condition=Q(decided_by__isnull=True, first_by__isnull=True, flags=[])
                | (
                    Q(decided_how=DecidedHow.ONE, first_by__isnull=True, flags=[])
                    & (Q(status=CaseStatus.APPROVED) | Q(kind=CaseKind.CHANGE))
                )
                | (Q(decided_how=DecidedHow.TWO, first_by__isnull=False) & ~Q(first_by=F("decided_by")))
                | Q(decided_how=DecidedHow.DIRECTOR, first_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.get_status_display()}"


def has_evidence() -> Q:
    """Something of the sort that a pass of each kind rests on. Whose it is, a trigger sees."""
    refers = ~Q(reference__iregex=SAYS_NOTHING) & ~Q(reference=F("source"))
    named = ~Q(product__regex=BLANK) & ~Q(product_maker__regex=BLANK) & ~Q(product_source__regex=BLANK)
    called = Q(called_number__regex=PHONES, called_at__isnull=False, called_at__lte=F("verified_at"))
    return (
        Q(kind__in=sorted(BY_DOCUMENT), document__isnull=False, document_page__gte=1)
        | Q(kind__in=sorted(BY_LIST), exclusion_list__isnull=False)
        | Q(kind__in=sorted(BY_ANSWER), registry_answer__isnull=False)
        | Q(kind__in=sorted(BY_PAGE - BY_REFERENCE), source_page__isnull=False)
        | (Q(kind__in=sorted(BY_PAGE & BY_REFERENCE), source_page__isnull=False) & refers)
        | (Q(kind__in=sorted(BY_REFERENCE - BY_PAGE)) & refers)
        | (Q(kind__in=sorted(BY_CALL)) & called)
        | (Q(kind__in=sorted(BY_PRODUCT)) & named)
    )


class ScreeningCheck(models.Model):
    """One thing looked up, once: what was found, where, by whom, when, how long it holds, and what it rests on.

    A pass rests on something (providers/screening/rules/evidence.py). That it is there is a constraint; that it is this
    provider's, and was there when somebody looked, is a trigger (migration). Patients read what rests on evidence
    (providers/screening/finding_words.py); `finding`, `source`, `reference` and `note` are for staff.
    """

    case = models.ForeignKey(ScreeningCase, models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=12, choices=CheckKind)
    result = models.CharField(max_length=6, choices=CheckResult)
    finding = models.CharField(max_length=160, blank=True, help_text=_("Only staff read this."))
    source = models.CharField(max_length=120, help_text=_("Where we looked"))
    reference = models.CharField(max_length=120, blank=True, help_text=_("Number or address of the record"))
    report_date = models.DateField(help_text=_("The date on what the source said"))
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="verified_checks"
    )
    verified_at = models.DateTimeField()
    good_until = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, help_text=_("Only staff read this."))
    ends_on = models.DateField(null=True, blank=True, help_text=_("The last day that the source names"))
    document = models.ForeignKey(
        "Document", models.RESTRICT, null=True, blank=True, related_name="checks", help_text=_("What was looked at")
    )
    document_page = models.PositiveSmallIntegerField(null=True, blank=True)
    source_page = models.ForeignKey(
        SourcePage, models.PROTECT, null=True, blank=True, related_name="checks", help_text=_("What was saved of it")
    )
    exclusion_list = models.ForeignKey(ExclusionList, models.PROTECT, null=True, blank=True, related_name="checks")
    registry_answer = models.ForeignKey(RegistryAnswer, models.PROTECT, null=True, blank=True, related_name="checks")
    called_number = models.CharField(max_length=400, blank=True, help_text=_("Several with a comma between them"))
    called_at = models.DateTimeField(null=True, blank=True)
    product = models.TextField(blank=True, help_text=_("As the provider named it at the time of the look"))
    product_maker = models.CharField(max_length=200, blank=True)
    product_source = models.CharField(max_length=200, blank=True)
    exception = models.ForeignKey(
        "TwoPersonDecision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="checks",
        editable=False,
        help_text=_("A pass because two people said so."),
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="check_kind_once_a_case", fields=["case", "kind"]),
            models.CheckConstraint(name="check_kind_known", condition=Q(kind__in=CheckKind.values)),
            models.CheckConstraint(name="check_result_known", condition=Q(result__in=CheckResult.values)),
            models.CheckConstraint(
                name="check_pass_has_an_end", condition=~Q(result=CheckResult.PASS) | Q(good_until__isnull=False)
            ),
            models.CheckConstraint(
                name="check_ends_with_its_source",
                condition=Q(ends_on__isnull=True) | Q(good_until__isnull=True) | Q(good_until__lte=F("ends_on")),
            ),
            # Nobody types over what the machine answers. Two people may let somebody through all the same.
            models.CheckConstraint(
                name="check_answered_by_machine",
                condition=~Q(kind__in=sorted(BY_MACHINE)) | Q(verified_by__isnull=True) | Q(exception__isnull=False),
            ),
            models.CheckConstraint(
                name="check_pass_has_evidence",
                condition=~Q(result=CheckResult.PASS) | Q(exception__isnull=False) | has_evidence(),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_result_display()}"
