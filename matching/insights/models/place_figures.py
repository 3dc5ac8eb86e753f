"""How one listed place stood in the searches of the last 30 days, as counted last night."""

from django.db import models
from django.db.models import F, Q

from providers.directory.models import PracticeLocation


class PlaceFigures(models.Model):
    """Whole numbers, as they are: what of them is shown decides `rules/hiding.py`.

    Of the searches near by: `shown` on the list; `elsewhere`, where the same provider's other place was; `lower`, who
    met every need and stood below the list; `dropped`, who failed one. `nobody` are those that found no match at all.
    """

    place = models.OneToOneField(PracticeLocation, models.CASCADE, related_name="figures")
    counted_on = models.DateField()
    searches = models.PositiveIntegerField()
    nobody = models.PositiveIntegerField()
    shown = models.PositiveIntegerField()
    elsewhere = models.PositiveIntegerField()
    lower = models.PositiveIntegerField()
    dropped = models.PositiveIntegerField()
    median_place = models.FloatField(null=True, blank=True)
    median_length = models.FloatField(null=True, blank=True)
    figures = models.JSONField(default=dict, help_text="Weeks, places, parts, failed needs and what would lift")

    class Meta:
        verbose_name_plural = "place figures"
        indexes = [models.Index(name="figures_by_day", fields=["counted_on"])]
        constraints = [
            models.CheckConstraint(
                name="figures_sum_up",
                condition=Q(searches=F("shown") + F("elsewhere") + F("lower") + F("dropped")),
            ),
            models.CheckConstraint(name="figures_nobody_among_dropped", condition=Q(nobody__lte=F("dropped"))),
            models.CheckConstraint(
                name="figures_place_when_shown",
                condition=Q(shown=0, median_place=None, median_length=None)
                | Q(shown__gt=0, median_place__gte=1, median_length__gte=F("median_place")),
            ),
        ]

    def __str__(self) -> str:
        return f"Figures of place {self.place_id}"
