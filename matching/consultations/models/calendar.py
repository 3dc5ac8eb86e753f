"""Days on which a place departs from its weekly hours."""

from datetime import date, datetime

from django.db import models

from providers.directory.models import PracticeLocation


class SpecialDayQuerySet(models.QuerySet["SpecialDay"]):
    def since(self, day: date) -> "SpecialDayQuerySet":
        return self.filter(day__gte=day).order_by("day")


class SpecialDay(models.Model):
    """Shut, or open on a federal holiday. `said_at`: what was asked before goes by the calendar of then."""

    place = models.ForeignKey(PracticeLocation, models.CASCADE, related_name="special_days")
    day = models.DateField()
    is_open = models.BooleanField(default=False)
    said_at = models.DateTimeField()

    objects = SpecialDayQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="special_day_once", fields=["place", "day"])]

    def __str__(self) -> str:
        return f"{self.day}: {'open' if self.is_open else 'shut'}"

    def was_known(self, at: datetime) -> bool:
        return self.said_at <= at
