"""Words of open calls. Which sentences a caller says stands beside the form, at the desk."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallFinding(models.TextChoices):
    """How a call came out. A clinic that nobody reaches on two days counts as not right."""

    RIGHT = "right", _("All of it was right")
    WRONG = "wrong", _("Something was not right")
    NOT_REACHED = "silent", _("Not reached on two days")
    GONE = "gone", _("Left the lists before the call")


class WrongFact(models.TextChoices):
    """What a call asks for: CMS's questions (place, phone, new patients) and two more."""

    PHONE = "phone", _("The number is not the clinic's")
    PLACE = "place", _("The clinic is not at this address")
    PERSON = "person", _("This provider does not work there")
    TREATMENT = "treatment", _("They do not give this treatment")
    ACCEPTING = "accepting", _("New patients: not as we show it")


COUNTED = (CallFinding.RIGHT, CallFinding.WRONG, CallFinding.NOT_REACHED)
