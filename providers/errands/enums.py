"""What somebody else's machine is asked, and for what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ErrandKind(models.TextChoices):
    JOIN = "join", _("Number of somebody who joins")
    NUMBER = "number", _("Number of a case")
    STREET = "street", _("Street of a clinic")
