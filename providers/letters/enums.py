"""Why somebody writes to us, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterKind(models.TextChoices):
    QUESTION = "question", _("A question")
    OBJECTION = "objection", _("A decision was wrong")
    LEAVING = "leaving", _("I want to leave")


class LetterState(models.TextChoices):
    OPEN = "open", _("waits for our answer")
    ANSWERED = "answered", _("answered")


class LetterOutcome(models.TextChoices):
    """Of an objection, by a second person."""

    STAYS = "stays", _("The decision stays")
    AGAIN = "again", _("We were wrong. Send it again, and we look first at yours")
