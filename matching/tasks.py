"""What Celery calls: an id in, one service call. A message of a newer release may carry arguments unknown here."""

from celery import shared_task
from django.utils import timezone

from matching.enums import FinishedBy
from matching.services import jobs, retention


@shared_task(name="matching.rank_intake")
def rank_intake(job_id: int, **_future: object) -> None:
    """Rank one job. Not retried by Celery: the sweeper takes what fails here, and two counters would disagree."""
    jobs.finish_match_job(job_id=job_id, by=FinishedBy.WORKER, now=timezone.now())


@shared_task(name="matching.delete_expired")
def delete_expired(**_future: object) -> None:
    retention.delete_all_expired(now=timezone.now())
