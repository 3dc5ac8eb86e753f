"""Words of matching with a fixed meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from providers.directory.enums import Language

# Miles a person may choose; 100 is offered only as a change to a search that found nobody.
RADIUS_CHOICES = (5, 10, 15, 25, 50)
RADIUS_STEPS = (*RADIUS_CHOICES, 100)
RADIUS_DEFAULT = 15


class Slot(models.TextChoices):
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


class JobState(models.TextChoices):
    PENDING = "pending", _("Waiting to be ranked")
    DONE = "done", _("Ranked")
    DEAD = "dead", _("Given up: staff have to look")


class FinishedBy(models.TextChoices):
    """Who ranked it. All of them call the same function."""

    WORKER = "worker", _("A Celery worker")
    PAGE = "page", _("The waiting page")
    SWEEPER = "sweeper", _("The sweeper")
    COMMAND = "command", _("The re-ranking command")


class FoundBy(models.TextChoices):
    """Where the providers of a list were looked up. Both give the same list."""

    INDEX = "index", _("The index")
    SQL = "sql", _("The database")


class StoppedFor(models.TextChoices):
    """Why a job was given up without a mistake of ours."""

    RETIRED = "retired", _("Nothing that it asks for is offered any more")
