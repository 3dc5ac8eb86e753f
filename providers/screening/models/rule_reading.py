"""Who may inject in a state, as somebody read it in the law: dated rows, of which the table only grows."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from providers.directory.enums import DOCTORS, Profession
from providers.directory.us import STATES
from providers.screening.enums import ReadingStatus, RuleBinds, RuleExam, RuleOrder, RuleSupervision
from providers.screening.models.source_page import SourcePage
from providers.screening.rules.state_rules import ALWAYS_SUPERVISED, RULE_CARRIES_FOR, Covers

FIRST: Final = [ReadingStatus.UNVERIFIED, ReadingStatus.SOURCED]  # of the file of the release
COVERS: Final = [
    (Covers.ANY_INJECTION.value, _("Any drug, or any cosmetic injection")),
    (Covers.TOXIN_FILLER.value, _("Toxin, fillers or approved agents only")),
    (Covers.SILENT.value, _("It does not say which")),
]


class RuleReadingQuerySet(models.QuerySet["RuleReading"]):
    def counting(self) -> "RuleReadingQuerySet":
        """What counts or counted: what two people read, and what of the first state keeps people out."""
        return self.filter(counts_from__isnull=False)

    def waiting(self) -> "RuleReadingQuerySet":
        """Read by one, not confirmed yet."""
        return self.filter(status=ReadingStatus.READ)

    def leads(self) -> "RuleReadingQuerySet":
        """What a source says and nobody has read, of rules of which nothing else counted yet."""
        same = RuleReading.objects.counting().filter(state=OuterRef("state"), profession=OuterRef("profession"))
        return self.filter(~Exists(same), status=ReadingStatus.SOURCED)

    def letting(self) -> "RuleReadingQuerySet":
        """On their days these let the license give these shots. What is said of toxin says nothing of mesotherapy."""
        return self.counting().filter(lets=True)


class RuleReading(models.Model):
    """One reading of one state's rule for one license. `effective_*` are the law's own days. `counts_*` are ours: from
    the day of the second reader to the day of the next reading, the law's end, or 18 months after it was read.

    The first rows come from the file of the release and name no reader; none of those that would let anybody counts
    (first_rules.py). Triggers (0001_initial) let nothing be changed but the second reader's answer, and an end that
    comes nearer: so nobody is let in before two people have read the law.
    """

    state = models.CharField(max_length=2, choices=list(STATES.items()))
    profession = models.CharField(max_length=3, choices=Profession)
    status = models.CharField(max_length=10, choices=ReadingStatus, default=ReadingStatus.READ)
    is_demonstration = models.BooleanField(default=False, help_text=_("Made up. It carries made-up people only."))

    may_inject = models.BooleanField(default=False)
    needs_supervisor = models.BooleanField(default=True)
    covers = models.CharField(max_length=13, choices=COVERS, default=Covers.SILENT.value)
    hours_before_alone = models.PositiveSmallIntegerField(null=True, blank=True)
    supervision = models.CharField(max_length=12, choices=RuleSupervision, blank=True)
    supervisor_may_be = models.CharField(max_length=200, blank=True)
    reach_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    exam = models.CharField(max_length=9, choices=RuleExam, blank=True)
    order_kind = models.CharField(max_length=14, choices=RuleOrder, blank=True)
    place_limits = models.CharField(max_length=300, blank=True)

    binds = models.CharField(max_length=10, choices=RuleBinds, blank=True)
    source = models.CharField(max_length=250, blank=True)
    url = models.URLField(max_length=400, blank=True)
    words = models.CharField(max_length=600, blank=True, help_text=_("Copied from the official page"))
    page = models.ForeignKey(SourcePage, models.PROTECT, null=True, blank=True, related_name="rule_readings")
    source_date = models.DateField(null=True, blank=True)
    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=600, blank=True, help_text=_("Only staff read this."))

    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="rules_read"
    )
    read_on = models.DateField(null=True, blank=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="rules_confirmed"
    )
    second_at = models.DateTimeField(null=True, blank=True)
    second_words = models.CharField(max_length=600, blank=True)
    counts_from = models.DateField(null=True, blank=True)
    counts_until = models.DateField(null=True, blank=True)

    lets = models.GeneratedField(
        expression=Q(  # type: ignore[arg-type]  # the stubs know no Q here
            may_inject=True,
            covers=Covers.ANY_INJECTION.value,
            status__in=[ReadingStatus.SOURCED.value, ReadingStatus.VERIFIED.value],
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = RuleReadingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("read_law", "Can read the law of a state and write down what it says"),
            ("confirm_law", "Can confirm what a colleague read in the law"),
        ]
        constraints = [
            models.CheckConstraint(
                name="rule_reading_has_its_people",
                condition=Q(
                    status__in=FIRST,
                    read_by=None,
                    second_by=None,
                    page=None,
                )
                | Q(status=ReadingStatus.READ, read_by__isnull=False, second_by=None, second_at=None)
                | (
                    Q(status__in=[ReadingStatus.VERIFIED, ReadingStatus.REFUSED], read_by__isnull=False)
                    & Q(second_by__isnull=False, second_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="rule_reading_by_two_people", condition=Q(second_by=None) | ~Q(second_by=F("read_by"))
            ),
            models.CheckConstraint(
                name="rule_reading_has_evidence",
                condition=Q(read_by=None)
                | (Q(page__isnull=False, read_on__isnull=False, effective_from__isnull=False) & ~Q(binds=""))
                & ~(Q(source="") | Q(url="") | Q(words="")),
            ),
            models.CheckConstraint(
                name="rule_reading_counts_by_two",
                condition=Q(status__in=FIRST)
                | Q(status=ReadingStatus.VERIFIED, counts_from__isnull=False)
                | Q(status__in=[ReadingStatus.READ, ReadingStatus.REFUSED], counts_from=None, counts_until=None),
            ),
            models.CheckConstraint(
                name="rule_reading_lets_by_law",
                condition=Q(may_inject=False) | ~Q(status=ReadingStatus.UNVERIFIED) & ~Q(binds=RuleBinds.ONE_PERSON),
            ),
            models.CheckConstraint(
                name="rule_reading_supervised",
                condition=Q(may_inject=False)
                | Q(needs_supervisor=True) & ~Q(profession__in=sorted(DOCTORS))
                | Q(needs_supervisor=False)
                & ~Q(profession__in=sorted(ALWAYS_SUPERVISED))
                & ~Q(hours_before_alone__gt=0),
            ),
            models.CheckConstraint(
                name="rule_reading_days_in_order",
                condition=(Q(effective_to=None) | Q(effective_from=None) | Q(effective_to__gte=F("effective_from")))
                & (Q(effective_to=None) | Q(source_date=None) | Q(source_date__lte=F("effective_to")))
                & (Q(read_by=None) | Q(counts_from=None) | Q(counts_from__gte=Greatest("effective_from", "read_on")))
                & (Q(effective_to=None) | Q(counts_from=None) | Q(counts_until__lte=F("effective_to"))),
            ),
            models.CheckConstraint(
                name="rule_reading_ends",
                condition=~Q(status=ReadingStatus.VERIFIED)
                | Q(counts_until__isnull=False, counts_until__lte=F("read_on") + RULE_CARRIES_FOR),
            ),
            models.UniqueConstraint(
                "state", "profession", "is_demonstration", name="rule_reading_one_waits", condition=Q(status="read")
            ),
        ]
        indexes = [models.Index(fields=["state", "profession", "counts_from"], name="rule_reading_by_key")]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.get_profession_display()}"
