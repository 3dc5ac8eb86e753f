"""Words of questions with a fixed meaning. Which state may follow which is in moves.py."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

NEW: Final = "new"  # where the first move comes from; no text is ever in it
CONFIRM_LASTS: Final = timedelta(days=3)  # for the press of who asks
OPEN_LASTS: Final = timedelta(days=7)  # for later links to one's own question
BACK_KEPT: Final = timedelta(days=60)  # what was sent back and not changed
AUTHOR_KEPT: Final = timedelta(days=365)  # who asked, after it was asked


class TextState(models.TextChoices):
    UNSENT = "unsent", _("Waits for the press on the mailed link")
    WRITTEN = "written", _("Waits to be read")
    PUBLISHED = "published", _("On the page")
    SENT_BACK = "sent_back", _("Sent back")
    WITHDRAWN = "withdrawn", _("Taken back")


class TextSide(models.TextChoices):
    AUTHOR = "author", _("the author")
    DESK = "desk", _("our staff")


class AskRule(models.TextChoices):
    """What each question and each answer has to keep, whoever wrote it. One that is not kept is the only reason to send
    a text back."""

    NOTHING_PERSONAL = "personal", _("No names, no dates, and nothing that tells who somebody is")
    GENERAL = "general", _("It is general: no advice for one person, and no story of one")
    ON_TOPIC = "on_topic", _("It is about mesotherapy, its safety, its cost or how to choose")
    NO_CLAIMS = "no_claims", _("No promise, and nothing told as a fact that the guide does not hold")
    NOT_SELLING = "selling", _("It sells nothing and sends nobody to one clinic")
    NO_THREATS = "threats", _("No threats and no slurs")


class TextReportReason(models.TextChoices):
    PERSONAL = "personal", _("It tells who somebody is")
    WRONG = "wrong", _("It is wrong, or could hurt somebody")
    SELLING = "selling", _("It sells something")
    RUDE = "rude", _("It threatens or insults")


class TextReportState(models.TextChoices):
    OPEN = "open", _("open")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")
