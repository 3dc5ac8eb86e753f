"""What stood at a month's end, what was published of a month, and what was wrong with it. All only grow; the first is
forgotten again."""

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.lookups import LessThanOrEqual

FIRST_OF_A_MONTH: Final = Q(month__day=1)


def _ended(at: str) -> LessThanOrEqual:
    """The month was over, in UTC, at the instant in that column."""
    over = RawSQL("(month + interval '1 month') AT TIME ZONE 'UTC'", (), models.DateTimeField())
    return LessThanOrEqual(over, models.F(at))


class MonthStock(models.Model):
    """Taken at the first look after a month ended: who is listed then hangs on facts that are not kept for ever.

    `providers`: who was listed, to tell next month who joined and left. `counts`: services/stocktaking.py. Kept until
    the next month but one is counted.
    """

    month = models.DateField(unique=True)
    taken_at = models.DateTimeField()
    providers = ArrayField(models.BigIntegerField())
    counts = models.JSONField()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(name="month_stock_of_a_month", condition=FIRST_OF_A_MONTH),
            models.CheckConstraint(name="month_stock_after_its_month", condition=_ended("taken_at")),
        ]

    def __str__(self) -> str:
        return f"Stock of {self.month:%Y-%m}"


class MonthFigures(models.Model):
    """What the page prints of a month, with what is hidden left out already. A trigger lets the table only grow: nobody
    corrects a month in silence, and two printings of one month cannot be compared."""

    month = models.DateField(unique=True)
    frozen_at = models.DateTimeField()
    figures = models.JSONField(help_text="By figure and cell; null is hidden")
    is_demonstration = models.BooleanField(help_text="Made up")

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(name="month_figures_of_a_month", condition=FIRST_OF_A_MONTH),
            models.CheckConstraint(name="month_figures_after_its_month", condition=_ended("frozen_at")),
        ]

    def __str__(self) -> str:
        return f"Figures of {self.month:%Y-%m}"


class MonthCorrection(models.Model):
    """A figure of a frozen month that was wrong: what it should have said, and why. The month's own row stays as it was
    printed. A trigger lets the table only grow."""

    month = models.ForeignKey(MonthFigures, models.PROTECT, related_name="corrections")
    figure = models.CharField(max_length=20)
    cells = models.JSONField(help_text="Those that changed, as they should have been; null may not be told")
    words = models.CharField(max_length=300, help_text="What was wrong, in English, for everybody")
    words_es = models.CharField(max_length=300, help_text="The same in Spanish")
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="month_correction_needs_two", condition=~Q(by=models.F("second"))),
            models.CheckConstraint(name="month_correction_says_why", condition=~Q(words="") & ~Q(words_es="")),
            models.CheckConstraint(name="month_correction_of_something", condition=~Q(cells={})),
        ]

    def __str__(self) -> str:
        return f"{self.figure} of {self.month.month:%Y-%m}, corrected on {self.made_at:%Y-%m-%d}"
