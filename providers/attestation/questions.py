"""What everybody is asked. Nothing about health: whether somebody is fit is for their board, not for a directory."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

FRESH_FOR: Final = timedelta(days=120)  # as old as any source may be at a decision (NCQA)


class Disclosure(models.TextChoices):
    """A yes stops nobody by itself: two people look at it."""

    LICENSE = "license", _("Has a board ever limited, suspended or taken away a license of yours?")
    PRIVILEGES = "privileges", _("Has a hospital or clinic ever limited or ended your right to treat there?")
    CRIME = "crime", _("Were you ever convicted of a crime, or did you plead guilty to one?")
    CLAIM = "claim", _("Was money ever paid for you because of harm to a patient?")
    INSURER = "insurer", _("Has an insurer ever refused or ended your malpractice insurance?")
    EXCLUDED = "excluded", _("Were you ever kept out of Medicare, Medicaid or another federal program?")
    DRUGS = "prescribing", _("Was your right to prescribe ever limited or taken away?")
