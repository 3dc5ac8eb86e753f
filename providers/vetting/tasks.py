"""What Celery calls: no facts about people in the message, one service call."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from providers.registry.nppes_api import look_up
from providers.vetting.notices.reminders import remind_all
from providers.vetting.registry.npi_rechecks import recheck_due

# Well below the soft time limit of a task: one slow answer may still come on top.
SECONDS = 6.0


@shared_task(name="providers.recheck_npis")
def recheck_npis(**_future: object) -> None:
    """A few of this month's look-ups. Beat calls again soon; what is done is not due any more."""
    if settings.NPPES_API_URL:
        recheck_due(now=timezone.now(), seconds=SECONDS, ask=lambda npi: look_up(npi, attempts=1))


@shared_task(name="providers.remind")
def remind(**_future: object) -> None:
    """Mails about what ends. Each goes once, however often this runs."""
    remind_all(now=timezone.now())
