"""How each chore last went. Written by turns.py alone."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import models
from django.db.models import BooleanField, DurationField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

PERIODS: Final = 3
FAILURES: Final = 3
# A chore of each few seconds waits when another one takes its time. That is no fault.
LATE_AT_LEAST: Final = timedelta(minutes=5)
NEVER: Final = datetime.min.replace(tzinfo=UTC)


class ChoreRunQuerySet(models.QuerySet["ChoreRun"]):
    def with_late(self, *, on: datetime) -> "ChoreRunQuerySet":
        """`is_late`: not begun for more than three periods."""
        periods = ExpressionWrapper(
            F("every") * Value(timedelta(seconds=PERIODS), output_field=DurationField()), output_field=DurationField()
        )
        patience = Greatest(periods, Value(LATE_AT_LEAST, output_field=DurationField()))
        since = Coalesce("last_started_at", "declared_at")
        waited = ExpressionWrapper(Value(on) - since, output_field=DurationField())
        return self.annotate(is_late=ExpressionWrapper(GreaterThan(waited, patience), output_field=BooleanField()))

    def worrying(self, *, on: datetime) -> "ChoreRunQuerySet":
        """What staff should tell somebody: late, or failed three times in a row."""
        return self.with_late(on=on).filter(Q(is_late=True) | Q(failures__gte=FAILURES))


class ChoreRun(models.Model):
    """A fault is kept by its class alone: its text may quote a person's words."""

    name = models.CharField(max_length=40)
    machine = models.CharField(max_length=255, blank=True, help_text=_("Empty: one machine does it for all"))
    every = models.PositiveIntegerField(help_text=_("Seconds"))
    declared_at = models.DateTimeField()
    last_started_at = models.DateTimeField(null=True)
    last_well_at = models.DateTimeField(null=True, help_text=_("When it last ended well"))
    last_failed_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=80, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text=_("In a row"))
    took_ms = models.PositiveIntegerField(null=True)

    objects = ChoreRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("chore")
        verbose_name_plural = _("chores")
        constraints = [
            models.UniqueConstraint(name="chore_once_a_machine", fields=["name", "machine"]),
            models.CheckConstraint(
                name="chore_error_has_a_time",
                condition=Q(last_error="", last_failed_at=None) | (~Q(last_error="") & Q(last_failed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_unfinished(self) -> bool:
        """It began, and nobody wrote down an end. Unless somebody is at it, they are gone."""
        ends = [end for end in (self.last_well_at, self.last_failed_at) if end is not None]
        return self.last_started_at is not None and self.last_started_at > max(ends, default=NEVER)
