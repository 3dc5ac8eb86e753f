"""How a call can end."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CallOutcome(models.TextChoices):
    """The words stand on the buttons, and after "You told us:"."""

    GOT_TIME = "time", _("They gave me a time")
    SAID_NO = "no", _("They said no")
    NOBODY = "nobody", _("Nobody answered")
