"""Who is away, and whose a case is to be."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from providers.screening.models import ScreeningCase


class StaffAbsenceQuerySet(models.QuerySet["StaffAbsence"]):
    def on(self, day: date) -> "StaffAbsenceQuerySet":
        return self.filter(first__lte=day, last__gte=day)


class StaffAbsence(models.Model):
    """Days on which somebody is handed nothing. What they have stays theirs until a colleague takes it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences")
    first = models.DateField()
    last = models.DateField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = StaffAbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["first", "pk"]
        constraints = [
            models.UniqueConstraint(name="absence_begins_once", fields=["person", "first"]),
            models.CheckConstraint(name="absence_in_order", condition=Q(last__gte=F("first"))),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.first} to {self.last}"


class Assignment(models.Model):
    """Who should do a case. Taking it is another matter: whoever does it first has it."""

    case = models.OneToOneField(ScreeningCase, models.CASCADE, related_name="assignment")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Case {self.case_id} for {self.to}"
