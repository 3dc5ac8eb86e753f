"""Words of matching with a fixed meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Miles a person may choose; 100 is offered only as a change to a search that found nobody.
RADIUS_CHOICES = (5, 10, 15, 25, 50)
RADIUS_STEPS = (*RADIUS_CHOICES, 100)
RADIUS_DEFAULT = 15

# Change it when the words beside the tick change (forms/ends.py): it is stored with every intake.
CONSENT_VERSION = "2026-11-22"


class MattersMost(models.TextChoices):
    """What a person cares for most. Same values as matching.engine.Factor; a test holds them equal."""

    NEAR = "distance", _("Near me")
    LOW_PRICE = "cost", _("A low price")
    SOON = "openings", _("Soon")
    WISHES = "wishes", _("What I wished for")
    EXPERIENCE = "experience", _("Experience")


MATTERS_MOST_CHOICES = [*MattersMost.choices, ("", _("All the same to me"))]


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
    WEB = "web", _("A web process, when nobody else did")


class FoundBy(models.TextChoices):
    """Where the providers of a list were looked up. Both give the same list."""

    INDEX = "index", _("The index")
    SQL = "sql", _("The database")


class StoppedFor(models.TextChoices):
    """Why a job was given up without a mistake of ours."""

    RETIRED = "retired", _("Nothing that it asks for is offered any more")
