"""What Celery calls: an id in, one service call. A message of a newer release may carry arguments unknown here."""

from celery import shared_task
from django.utils import timezone

from matching.search.chores import RANK_DUE
from matching.search.enums import FinishedBy
from matching.search.services import jobs


@shared_task(name="search.rank_intake")
def rank_intake(job_id: int, **_future: object) -> None:
    """Rank one job. Not retried by Celery: the sweeper takes what fails here, and two counters would disagree."""
    jobs.finish_match_job(job_id=job_id, by=FinishedBy.WORKER, now=timezone.now())


@shared_task(name=RANK_DUE)
def rank_due(**_future: object) -> None:
    """Make lists anew that the sweeper put back, for as long as a task may take. The sweeper does the rest."""
    jobs.finish_due(by=FinishedBy.WORKER, seconds=10)
