"""Times of the week that a person may ask for. What else they may wish for: providers/directory/traits.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlotChoice(models.TextChoices):
    """When a person can go. Same values as matching.engine.Slot; a test holds them equal."""

    WEEKDAY_MORNING = "weekday_morning", _("Weekday mornings")
    WEEKDAY_AFTERNOON = "weekday_afternoon", _("Weekday afternoons")
    WEEKDAY_EVENING = "weekday_evening", _("Weekday evenings")
    SATURDAY = "saturday", _("Saturdays")
    SUNDAY = "sunday", _("Sundays")
