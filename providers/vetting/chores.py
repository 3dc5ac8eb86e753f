"""What of screening has to be done again and again."""

from typing import Final

from django.conf import settings

from caarisma.common.chores.declaring import HOUR, MINUTE, Chore, Look
from providers.registry.nppes_api import look_up
from providers.vetting.documents.sweeping import sweep_files
from providers.vetting.notices.reminders import remind_all
from providers.vetting.registry.npi_rechecks import recheck_due

SECONDS: Final = 6.0  # the other chores wait meanwhile; one slow answer may still come on top


def recheck_npis(look: Look) -> None:
    """A few of this month's look-ups, about ten: a directory of 40,000 is through in a month. What is done is not due
    any more.
    """
    if settings.NPPES_API_URL:
        recheck_due(now=look.now, seconds=SECONDS, ask=lambda npi: look_up(npi, attempts=1))


CHORES: Final = (
    Chore(name="recheck numbers", every=10 * MINUTE, run=recheck_npis),
    Chore(name="remind providers", every=HOUR, run=lambda look: remind_all(now=look.now)),  # each mail goes once
    Chore(name="sweep files", every=HOUR, run=lambda look: sweep_files(now=look.now)),
)
