"""What of reports has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, Chore
from providers.reports.services import forget_place_reports

CHORES: Final = (Chore(name="forget place reports", every=HOUR, run=lambda look: forget_place_reports(now=look.now)),)
