"""What Celery calls: an id, one service."""

from celery import shared_task

from providers.calendars.services.busy import fetch_due


@shared_task(name="calendars.fetch", soft_time_limit=60, time_limit=70)
def fetch_calendar(source_id: int, **_future: object) -> None:
    """Ask it, and others that are due. The id is for the log: what has waited longest is always first."""
    fetch_due(seconds=20)
