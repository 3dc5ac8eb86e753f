"""The federal exclusion list as we hold it, and each reading of a file of it."""

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from providers.exclusions.enums import ListKind, RunState

STEPS: Final = (RunState.CHECKING, RunState.READING, RunState.COMPARING, RunState.MATCHING, RunState.DONE)
ENDS: Final = (RunState.DONE, RunState.REFUSED, RunState.FAILED)


class ExclusionListQuerySet(models.QuerySet["ExclusionList"]):
    def applied(self) -> "ExclusionListQuerySet":
        """Files that the records we hold came from, the newest first."""
        return self.filter(applied_at__isnull=False, is_demonstration=False).order_by("-applied_at", "-pk")

    def signed(self) -> "ExclusionListQuerySet":
        """Full lists that a person answers for: only these say that somebody is not on it. The newest first."""
        full = self.filter(kind=ListKind.FULL, state=RunState.DONE, signed_off_at__isnull=False)
        return full.order_by("-list_date", "-pk")


class ExclusionList(models.Model):
    """One reading of one file, from its size and hash to the person who signed it off.

    `applied_at` is the instant at which its records came into force, all at once. A run that ended earlier changed
    nothing: the list before it stays in use.
    """

    kind = models.CharField(max_length=10, choices=ListKind)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.CHECKING)
    stopped_in = models.CharField(max_length=10, choices=RunState, blank=True, default="")
    problem = models.CharField(_("what went wrong"), max_length=1000, blank=True)
    may_be_taken = models.BooleanField(
        default=False, help_text=_("Refused for what it lacks: two people may take it all the same.")
    )
    list_date = models.DateField(help_text=_("The date of what the list says"))
    month = models.DateField(
        null=True, blank=True, help_text=_("First day of the month its rows are of. They begin in the month after.")
    )
    file_name = models.CharField(max_length=120)
    file_size = models.PositiveBigIntegerField(default=0, help_text=_("Bytes"))
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    is_demonstration = models.BooleanField(
        default=False, editable=False, help_text=_("Made up: no list was read. Carries made-up people only.")
    )
    forced = models.BooleanField(default=False, help_text=_("Two people took this file in spite of a warning."))
    taken_by = models.ForeignKey(
        "exclusions.ListAgreement", models.PROTECT, null=True, blank=True, related_name="taken_lists"
    )
    bytes_read = models.PositiveBigIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    records = models.PositiveIntegerField(_("records in force"), default=0)
    providers_checked = models.PositiveIntegerField(default=0)
    new_exact_matches = models.PositiveIntegerField(default=0)
    new_near_matches = models.PositiveIntegerField(default=0)
    checks_renewed = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="signed_exclusion_lists"
    )

    objects = ExclusionListQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("exclusion list run")
        permissions = [("sign_off_exclusionlist", "Can sign off a reading of the exclusion list")]
        constraints = [
            models.CheckConstraint(name="exclusion_list_kind_known", condition=Q(kind__in=ListKind.values)),
            models.CheckConstraint(name="exclusion_list_state_known", condition=Q(state__in=RunState.values)),
            models.CheckConstraint(
                name="exclusion_list_ends_once",
                condition=Q(state__in=ENDS, finished_at__isnull=False)
                | (~Q(state__in=ENDS) & Q(finished_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="exclusion_list_done_is_applied", condition=~Q(state=RunState.DONE) | Q(applied_at__isnull=False)
            ),
            models.CheckConstraint(
                name="exclusion_list_sign_off_is_whole",
                condition=Q(signed_off_at__isnull=True, signed_off_by__isnull=True)
                | Q(signed_off_at__isnull=False, signed_off_by__isnull=False, state=RunState.DONE),
            ),
            models.CheckConstraint(
                name="exclusion_list_forced_by_two", condition=Q(forced=False) | Q(taken_by__isnull=False)
            ),
            models.CheckConstraint(name="exclusion_list_counts_add_up", condition=Q(rows_read__gte=F("rows_refused"))),
        ]

    def __str__(self) -> str:
        name = f"{self.get_kind_display()}, {self.list_date}"
        return str(_("%s, made up") % name) if self.is_demonstration else name

    @property
    def is_running(self) -> bool:
        return self.state not in ENDS


class ExclusionRecord(models.Model):
    """One entry in force: a person or a business as the list has it. Public facts, texts cut as the list cuts them."""

    identity = models.CharField(max_length=64, unique=True)
    last_name = models.CharField(max_length=60, blank=True)
    first_name = models.CharField(max_length=60, blank=True)
    middle_name = models.CharField(max_length=60, blank=True)
    business_name = models.CharField(max_length=60, blank=True)
    general = models.CharField(max_length=60, blank=True)
    specialty = models.CharField(max_length=60, blank=True)
    upin = models.CharField(max_length=60, blank=True)
    npi = models.CharField(max_length=10, blank=True, help_text=_("As listed: the check digit may be wrong."))
    born_on = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=60, blank=True)
    city = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip_code = models.CharField(max_length=5, blank=True)
    exclusion_type = models.CharField(max_length=60, blank=True)
    excluded_on = models.DateField()
    waived_on = models.DateField(null=True, blank=True)
    waiver_state = models.CharField(max_length=2, blank=True)
    name_keys = ArrayField(models.CharField(max_length=12), default=list, blank=True, editable=False)

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        indexes = [
            # Not deferred: a whole list is matched right after it was written, 5,000 keys at a time, and each of them
            # would go through all that waits (20 s a chunk).
            GinIndex(name="exclusion_record_by_name", fields=["name_keys"], fastupdate=False),
            models.Index(name="exclusion_record_by_npi", fields=["npi"], condition=~Q(npi="")),
        ]

    def __str__(self) -> str:
        name = " ".join(part for part in (self.first_name, self.middle_name, self.last_name) if part)
        return f"{name or self.business_name}, {self.state}"


class RefusedLine(models.Model):
    """A cell that made a row be refused or be kept in part. The first thousand of a run are stored."""

    exclusion_list = models.ForeignKey(ExclusionList, models.CASCADE, related_name="refused_lines")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=20, blank=True)
    value = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200)
    row_refused = models.BooleanField()

    class Meta:
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return f"line {self.line}: {self.column} {self.reason}"
