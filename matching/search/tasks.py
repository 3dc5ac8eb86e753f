"""What Celery calls: an id in, one service call. A message of a newer release may carry arguments unknown here."""

from celery import shared_task
from django.utils import timezone

from matching.search.enums import FinishedBy
from matching.search.keeping import rematching
from matching.search.services import jobs, retention
from matching.snapshots.services import indexing


@shared_task(name="search.rank_intake")
def rank_intake(job_id: int, **_future: object) -> None:
    """Rank one job. Not retried by Celery: the sweeper takes what fails here, and two counters would disagree."""
    jobs.finish_match_job(job_id=job_id, by=FinishedBy.WORKER, now=timezone.now())


@shared_task(name="matching.delete_expired")
def delete_expired(**_future: object) -> None:
    retention.delete_all_expired(now=timezone.now())


# Longer than a ranking may take: at many open intakes a batch takes a minute, and one that is cut off begins anew.
@shared_task(name="matching.rematch", soft_time_limit=600, time_limit=660)
def rematch(**_future: object) -> None:
    """Tell the open intakes what changed, then make their lists anew. The next call goes on where the time ran out."""
    rematching.rematch(now=timezone.now())
    jobs.finish_due(by=FinishedBy.WORKER, seconds=10)


@shared_task(name="matching.rematch_by_date", soft_time_limit=600, time_limit=660)
def rematch_by_date(**_future: object) -> None:
    jobs.try_dead_again(now=timezone.now())
    rematching.rematch_by_date(now=timezone.now())


@shared_task(name="matching.tend_index", soft_time_limit=1200, time_limit=1260)  # a million listings take a minute
def tend_index(**_future: object) -> None:
    indexing.tend_index(now=timezone.now())
