"""What of searches has to be done again and again."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from caarisma.common.chores.declaring import EACH_LOOK, HOUR, Chore, Look
from caarisma.common.chores.stopping import stop
from caarisma.common.publishing import publish
from matching.search.enums import FinishedBy
from matching.search.keeping import rematching
from matching.search.models import MatchJob
from matching.search.services import jobs, retention

BATCH: Final = 100
RANK_DUE: Final = "search.rank_due"
# Somebody waits for a list, so a worker gets less time than with other work: it ranks within a second, if it lives.
MOST_GRACE: Final = timedelta(seconds=5)


def rank(look: Look) -> bool:
    """Finish what no worker did in its time, oldest first. Whether that was a whole batch.

    A job in hand is finished before the sweeper ends: cut off, it would cost the person one of five attempts.
    """
    left = MatchJob.objects.left_over(on=look.now, grace=min(look.grace, MOST_GRACE))
    due = list(left.values_list("pk", flat=True)[:BATCH])
    for job_id in due:
        with stop.finishing():
            jobs.finish_match_job(job_id=job_id, by=FinishedBy.SWEEPER, now=timezone.now())
    return len(due) == BATCH


def rematch(look: Look) -> None:
    """Tell the open intakes what changed. A worker, if one runs, makes their lists anew at once; `rank` the rest."""
    if rematching.rematch(now=look.now):
        publish(RANK_DUE)


def rematch_by_date(look: Look) -> None:
    """Also those that were given up get one more attempt."""
    jobs.try_dead_again(now=look.now)
    rematching.rematch_by_date(now=look.now)


CHORES: Final = (
    Chore(name="rank", every=EACH_LOOK, run=rank, everywhere=True, hurried=True),
    Chore(name="rematch", every=EACH_LOOK, run=rematch),
    Chore(name="rematch by date", every=HOUR, run=rematch_by_date),
    Chore(name="delete expired", every=HOUR, run=lambda look: retention.delete_all_expired(now=look.now)),
)
