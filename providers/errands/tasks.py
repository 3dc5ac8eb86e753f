"""What Celery calls: an id, one service."""

from celery import shared_task

from providers.errands.running import run_due


# Above the time that one answer may take: a task that is cut off leaves the errand to the sweeper.
@shared_task(name="errands.run", soft_time_limit=60, time_limit=70)
def run_errand(errand_id: int, **_future: object) -> None:
    """Do it, and others that came meanwhile. The id is for the log: the oldest one is always first."""
    run_due(seconds=20)
