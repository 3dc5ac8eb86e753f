"""What a person may ask for and a listing can satisfy."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from providers.directory.enums import Language


class SlotChoice(models.TextChoices):
    """When a person can go. Same values as matching.engine.Slot; a test holds them equal."""

    WEEKDAY_MORNING = "weekday_morning", _("Weekday mornings")
    WEEKDAY_AFTERNOON = "weekday_afternoon", _("Weekday afternoons")
    WEEKDAY_EVENING = "weekday_evening", _("Weekday evenings")
    SATURDAY = "saturday", _("Saturdays")
    SUNDAY = "sunday", _("Sundays")


class Trait(models.TextChoices):
    """What a person may wish for or need besides a language. A language is asked for as "speaks:es"."""

    DOCTOR = "doctor", _("A doctor gives the treatment")
    WOMAN = "woman", _("A woman gives the treatment")
    MAN = "man", _("A man gives the treatment")
    STEP_FREE = "step_free", _("A way in without steps")
    VIDEO_FIRST = "video_first", _("A video chat first")


def speaks(language: str) -> str:
    """The wish code for a language: "es" -> "speaks:es"."""
    return f"speaks:{language}"


WISH_CODES: tuple[str, ...] = (*Trait.values, *(speaks(language) for language in Language.values))
