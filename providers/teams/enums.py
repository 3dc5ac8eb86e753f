"""The words of the room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """`SELF` is no row: it is the provider whose profile it is."""

    SELF = "self", _("Provider")
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    FRONT_DESK = "desk", _("Front desk")


HELD = (Role.OWNER, Role.MANAGER, Role.FRONT_DESK)  # by a member


class InvitedAs(models.TextChoices):
    MANAGER = Role.MANAGER.value, _("Manager")
    FRONT_DESK = Role.FRONT_DESK.value, _("Front desk")
    PROVIDER = "provider", _("Provider, with their own profile")


class InvitationState(models.TextChoices):
    OPEN = "open", _("Waits")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")


class Did(models.TextChoices):
    """What somebody did for a provider, in words that finish "Maria Lopez ..."."""

    PRICES = "prices", _("changed the prices")
    PRODUCTS = "products", _("changed the products")
    HOURS = "hours", _("changed the hours")
    STILL_RIGHT = "still", _("said that the hours are still right")
    ALL_RIGHT = "right", _("said that all we show is right")
    DAYS_OFF = "days_off", _("changed the days off")
    LIMITS = "limits", _("changed how many requests you take")
    FACTS = "facts", _("changed how to pay and get in")
    CALENDAR = "calendar", _("changed the calendar")
    PHONE = "phone", _("said that the phone number is right")
    HERE = "here", _("said that you are here")
    PAUSED = "paused", _("paused the profile")
    UNPAUSED = "unpaused", _("ended the pause")
    REPLIED = "replied", _("answered a review")
    JOINED = "joined", _("joined the team with this profile")
    LEFT = "left", _("took this profile out of the team")
