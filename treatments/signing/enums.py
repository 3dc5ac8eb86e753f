from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewerLetters(models.TextChoices):
    """Whose license lets them order these shots by themselves: docs/guide.md says why nobody else signs."""

    MD = "MD", _("Doctor of medicine (MD)")
    DO = "DO", _("Doctor of osteopathic medicine (DO)")
    NP = "NP", _("Nurse practitioner (NP)")
    PA = "PA", _("Physician assistant (PA)")
