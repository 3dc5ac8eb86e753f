"""Words of the ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LookOrigin(models.TextChoices):
    """What said it."""

    LIST = "list", _("Compared with the exclusion list")
    REGISTRY = "registry", _("The registry was asked")
    ROSTER = "roster", _("The board was asked about the license")
    CHECK = "check", _("Check")


class LookResult(models.TextChoices):
    """A list or the registry finds nothing, or something that people look at. A check comes to a result."""

    CLEAR = "clear", _("Nothing found")
    HIT = "hit", _("Found something to look at")
    PASS = "pass", _("Pass")
    FAIL = "fail", _("Fail")
    UNABLE = "unable", _("Could not be checked")
