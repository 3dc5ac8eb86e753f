"""Why somebody writes to us, and whether we answered."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterKind(models.TextChoices):
    QUESTION = "question", _("A question")
    LEAVING = "leaving", _("I want to leave")


class LetterState(models.TextChoices):
    OPEN = "open", _("waits for our answer")
    ANSWERED = "answered", _("answered")
