"""What may be told after a visit, and what is made of it. The words are for the page that asks."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

WEEKS: Final = (2, 6, 10)


class Sign(models.TextChoices):
    REDNESS = "redness", _("Redness or swelling that is still there")
    LUMP = "lump", _("A new lump")
    SORE = "sore", _("A sore that leaks, or warm redness that spreads")
    FEVER = "fever", _("Fever with any of these")


class SaidInfection(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    WAITING = "waiting", _("We do not know yet")


class Satisfied(models.IntegerChoices):
    VERY_UNHAPPY = 1, _("Very unhappy")
    UNHAPPY = 2, _("Unhappy")
    BETWEEN = 3, _("In between")
    HAPPY = 4, _("Happy")
    VERY_HAPPY = 5, _("Very happy")


class AlertRule(models.TextChoices):
    """What opened a place alert. Of each at most one is open about one thing."""

    TWO = "two", _("Two people of one place, within 60 days")
    THREE = "three", _("Three people of one place, within 60 days")
    GRAVE = "grave", _("One person with a named germ or a night in the hospital")
    LOT = "lot", _("Two people with one product and lot, within 90 days")


URGENT: Final = (AlertRule.THREE, AlertRule.GRAVE, AlertRule.LOT)


class StepKind(models.TextChoices):
    """What staff did about a place alert."""

    TAKEN = "taken", _("Took it")
    CALLED_CLINIC = "clinic", _("Called the clinic")
    CALLED_PERSON = "person", _("Spoke with somebody who told us")
    TOLD_HEALTH = "health", _("Told the health department, or found that we need not")
    NOTE = "note", _("Noted something")
    PROPOSED = "proposed", _("Proposed a decision")
    NOT_AGREED = "kept", _("Did not agree, or took it back")
    DECIDED = "decided", _("Agreed: it is decided")


STAFF_STEPS: Final = (StepKind.CALLED_CLINIC, StepKind.CALLED_PERSON, StepKind.TOLD_HEALTH, StepKind.NOTE)


class AlertDecision(models.TextChoices):
    HOLD = "hold", _("Suspend these providers")
    NO_HOLD = "no_hold", _("No suspension: end this alert")
