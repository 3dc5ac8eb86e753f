"""Each reading of a file of a state board."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from providers.directory.us import STATES
from providers.exclusions.models.exclusion import person
from providers.rosters.enums import RunStanding


class RosterRunQuerySet(models.QuerySet["RosterRun"]):
    def read(self) -> "RosterRunQuerySet":
        """Read to the end, the newest first."""
        return self.filter(standing=RunStanding.DONE).order_by("-list_date", "-pk")


class RosterRun(models.Model):
    """One reading of one file with one map, from its hash to the person who signed it off.

    What hides somebody counts at once. That nothing was found counts once a person signed: see `LicenseLook`.
    """

    state = models.CharField(max_length=2, choices=STATES)
    board = models.CharField(max_length=120)
    map_name = models.CharField(max_length=60)
    map_hash = models.CharField(_("SHA-256 of the map"), max_length=64)
    source = models.CharField(max_length=300)
    terms = models.CharField(max_length=300)
    standing = models.CharField(max_length=8, choices=RunStanding, default=RunStanding.READING)
    problem = models.CharField(_("what went wrong"), max_length=1000, blank=True)
    list_date = models.DateField(help_text=_("The day the board's file was got"))
    newest_on = models.DateField(null=True, blank=True, help_text=_("The newest day on which it gave a license"))
    file_name = models.CharField(max_length=120)
    file_size = models.PositiveBigIntegerField(help_text=_("Bytes"))
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64)
    bytes_read = models.PositiveBigIntegerField(default=0, help_text=_("Of a file that was handed in at the desk"))
    rows_read = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    licenses = models.PositiveIntegerField(_("licenses of our professions"), default=0)
    statuses = models.JSONField(default=dict, blank=True, help_text=_("How many licenses of each status"))
    unseen_words = models.JSONField(default=dict, blank=True, help_text=_("Words that the map does not know"))
    looked_at = models.PositiveIntegerField(_("licenses we looked up in it"), default=0)
    not_found = models.PositiveIntegerField(default=0)
    alerts_opened = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = person("signed_rosters")
    is_demonstration = models.BooleanField(default=False, editable=False, help_text=_("Made up: no file was read."))

    objects = RosterRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("sign_off_rosterrun", "Can sign off a reading of a state's license file")]
        constraints = [
            models.CheckConstraint(name="roster_run_standing_known", condition=Q(standing__in=RunStanding.values)),
            models.CheckConstraint(name="roster_run_state_known", condition=Q(state__in=list(STATES))),
            models.CheckConstraint(
                name="roster_run_ends_once",
                condition=Q(standing=RunStanding.READING, finished_at__isnull=True)
                | (~Q(standing=RunStanding.READING) & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="roster_run_names_its_source", condition=~Q(source="") & ~Q(terms="") & ~Q(file_hash="")
            ),
            # A word that nobody has read stands for nothing.
            models.CheckConstraint(
                name="roster_run_sign_off_is_whole",
                condition=Q(signed_off_at__isnull=True, signed_off_by__isnull=True)
                | Q(
                    signed_off_at__isnull=False, signed_off_by__isnull=False, standing=RunStanding.DONE, unseen_words={}
                ),
            ),
            models.CheckConstraint(name="roster_run_counts_add_up", condition=Q(rows_read__gte=F("rows_refused"))),
        ]

    def __str__(self) -> str:
        name = f"{self.state}, {self.board}, {self.list_date}"
        return str(_("%s, made up") % name) if self.is_demonstration else name


class RosterLine(models.Model):
    """A row that was refused, or a word in it that nobody knows. The first thousand of a run are stored."""

    run = models.ForeignKey(RosterRun, models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=20, blank=True)
    value = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return f"line {self.line}: {self.column} {self.reason}"
