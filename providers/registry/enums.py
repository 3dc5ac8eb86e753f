"""Words of the registry with a fixed meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AnswerQuestion(models.TextChoices):
    """Why an answer does not speak for a number. None: it is in use, and the name fits."""

    OUT_OF_SERVICE = "out_of_service", _("The registry says that this number is out of service")
    NOT_KNOWN = "not_known", _("The registry does not know this number")
    OTHER_NAME = "other_name", _("The name in the registry is another one")


class AnswerSource(models.TextChoices):
    """Where an answer about a provider number came from."""

    API = "api", _("NPPES registry")
    FILE = "file", _("NPPES file")
    DEMONSTRATION = "demonstration", _("Made up for the demonstration")
