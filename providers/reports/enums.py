"""What can be wrong with a clinic, and what became of a report."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceReportReason(models.TextChoices):
    WRONG = "wrong", _("Something on its page is not true")
    PRICE = "price", _("They charged more than the page says")
    NOT_THEM = "not_them", _("Somebody else gave the treatment")
    UNSAFE = "unsafe", _("Something was not clean or not safe")
    SILENCED = "silenced", _("They asked me not to write about them")
    OTHER = "other", _("Something else")


class PlaceReportState(models.TextChoices):
    OPEN = "open", _("open")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")
