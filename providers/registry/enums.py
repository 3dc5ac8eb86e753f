"""Words of the registry with a fixed meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AnswerSource(models.TextChoices):
    """Where an answer about a provider number came from."""

    API = "api", _("NPPES registry")
    FILE = "file", _("NPPES file")
    DEMONSTRATION = "demonstration", _("Made up for the demonstration")
