"""The one function that finishes a match job, whoever calls it: worker, sweeper or waiting page.

PostgreSQL is the queue of record. An attempt is counted in a commit of its own, so that a job which kills its process
is tried five times, and then once an hour. Then one transaction does all the work under a lock on the job's row: the
lock is the lease, and PostgreSQL lets go of it when the process dies.
"""

import logging
import random
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from caarisma.common.tallies.counting import count
from matching.search.assembly import NothingOffered
from matching.search.enums import FinishedBy, JobState, StoppedFor
from matching.search.models import MatchJob
from matching.search.services.publishing import publish_after_commit
from matching.search.services.ranking import rank_and_store

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
FEW = 5  # jobs between two looks for somebody who waits
BACKOFF_SECONDS, BACKOFF_SECONDS_MAX = 2, 10  # doubled with each attempt up to the most


class JobOutcome(StrEnum):
    DONE = "done"  # ranked by this call
    BUSY = "busy"  # somebody is at it, or tried a moment ago; ask again later
    FAILED = "failed"  # this attempt failed and is logged; there will be another
    DEAD = "dead"  # given up after five attempts; staff have to look
    RETIRED = "retired"  # given up: nothing that it asks for is offered any more, so the person has to choose again
    NOTHING = "nothing"  # no such job, or it was ranked before


def finish_match_job(*, job_id: int, by: FinishedBy, now: datetime) -> JobOutcome:
    """Rank a pending job once, store matches and near misses, and mark it done. Safe to call by many at once.

    Must not run inside a transaction. Raises OperationalError when the database is away from the start.
    """
    outcome = _count_attempt(job_id, now)
    if outcome is None:
        try:
            outcome = _rank_locked(job_id, by, now)
        except NothingOffered:
            outcome = _retire(job_id)
        except Exception:
            log.exception("match job failed", extra={"job": job_id, "source": by.value})
            outcome = JobOutcome.FAILED
    log.info("match job", extra={"job": job_id, "source": by.value, "outcome": outcome.value})
    return outcome


@transaction.atomic(durable=True)
def _count_attempt(job_id: int, now: datetime) -> JobOutcome | None:
    """Count one more attempt and push the next one back. An outcome: there is nothing to do for this caller.

    SKIP LOCKED: who comes while another ranks neither waits nor uses up an attempt.
    """
    job = MatchJob.objects.select_for_update(skip_locked=True).filter(pk=job_id, state=JobState.PENDING).first()
    if job is None:
        return _untouched(job_id)
    if job.attempts and job.available_at > now:  # a first attempt never waits for a clock that runs behind
        return JobOutcome.BUSY
    if job.attempts >= MAX_ATTEMPTS:
        job.state = JobState.DEAD
        job.save(update_fields=["state"])
        log.error("match job dead", extra={"job": job_id, "attempts": job.attempts})
        return JobOutcome.DEAD
    job.available_at = now + _backoff(job.attempts)
    job.attempts += 1
    job.save(update_fields=["attempts", "available_at"])
    return None


def _backoff(attempts: int) -> timedelta:
    """Up to a third longer by chance, so that jobs which failed together do not come back together."""
    spread = random.uniform(1, 4 / 3)  # noqa: S311  spreads load, keeps no secret
    return timedelta(seconds=min(BACKOFF_SECONDS * 2**attempts, BACKOFF_SECONDS_MAX) * spread)


@transaction.atomic(durable=True)
def _rank_locked(job_id: int, by: FinishedBy, now: datetime) -> JobOutcome:
    """Do the work. Waits for the lock: whoever holds it is counting, which is quick, or ranking, and then all is done.

    With SKIP LOCKED here too, a caller who only counts could turn away the one who has counted and is to rank: the
    sweeper counts and commits; a worker locks the row to count; the sweeper finds it locked and leaves; the worker
    reads that the next attempt is not due yet, and leaves as well. Nobody would rank.
    """
    # The intake is read after the lock: joined, it would be as it was before the wait for somebody who changes it.
    job = MatchJob.objects.select_for_update().filter(pk=job_id, state=JobState.PENDING).first()
    if job is None:
        return _untouched(job_id)
    asked_for, began = "anew" if job.kept_list_at else "first", time.monotonic()
    found = rank_and_store(intake=job.intake, now=now)
    job.weights_version, job.matched_count, job.found_by = found.weights_version, found.matched_count, found.by
    job.blocking = [{"relaxation": line.relaxation.to_dict(), "providers": line.providers} for line in found.blocking]
    job.state, job.done_at, job.done_by, job.kept_list_at = JobState.DONE, now, by, None
    job.save()
    waited = (now - job.requested_at).total_seconds() + time.monotonic() - began
    count("match", by.value, asked_for, seconds=max(0.0, waited))
    return JobOutcome.DONE


@transaction.atomic(durable=True)
def _retire(job_id: int) -> JobOutcome:
    """Give a job up without another attempt: the catalog has moved on, and only the person can say what to look for."""
    job = MatchJob.objects.select_for_update().filter(pk=job_id, state=JobState.PENDING).first()
    if job is None:
        return _untouched(job_id)
    job.state, job.stopped_for, job.kept_list_at = JobState.DEAD, StoppedFor.RETIRED, None
    job.save()
    return JobOutcome.RETIRED


def _untouched(job_id: int) -> JobOutcome:
    """What to say of a job that this caller did not get hold of."""
    state = MatchJob.objects.filter(pk=job_id).values_list("state", flat=True).first() or ""
    outcomes: dict[str, JobOutcome] = {JobState.PENDING: JobOutcome.BUSY, JobState.DEAD: JobOutcome.DEAD}
    return outcomes.get(state, JobOutcome.NOTHING)


@transaction.atomic
def request_ranking(*, intake_id: int, now: datetime) -> None:
    """Have an intake ranked again: the person asks for it, or staff revive a dead job. MatchJob.DoesNotExist."""
    job = MatchJob.objects.select_for_update().get(intake=intake_id)
    set_pending(job, now)


def set_pending(job: MatchJob, now: datetime) -> None:
    """Put a locked job back to the start, with all its attempts, and tell a worker after the commit. What is stored
    does not answer what is asked now, so the person waits for a new list."""
    job.state, job.attempts, job.requested_at, job.available_at = JobState.PENDING, 0, now, now
    job.done_at, job.done_by, job.kept_list_at, job.stopped_for = None, "", None, ""
    job.save()
    publish_after_commit(job.pk)


@transaction.atomic
def rank_anew_behind(*, intake_ids: Collection[int], now: datetime, unless_with: str = "") -> int:
    """Have lists made anew because the directory or the weights changed, and show the stored ones until then. Returns
    how many are. `unless_with`: a version of the weights with which a list is new enough.

    Waits for whoever ranks one of them at this moment, and may have read what was before: it is put back as well.
    Jobs that are pending or dead stay as they are. No message: they are many, and the caller knows who works on them.
    """
    jobs = MatchJob.objects.filter(intake__in=intake_ids)
    list(jobs.select_for_update().order_by("pk").values_list("pk"))
    return (
        jobs.filter(state=JobState.DONE)
        .exclude(weights_version=unless_with)
        .update(
            kept_list_at=F("done_at"),
            state=JobState.PENDING,
            attempts=0,
            requested_at=now,
            available_at=now,
            done_at=None,
            done_by="",
        )
    )


@transaction.atomic
def try_dead_again(*, now: datetime) -> int:
    """Give jobs that were given up one more attempt an hour. Returns how many.

    What was wrong may be mended by now, and until somebody tries, an old list is shown, or none at all.
    """
    dead = MatchJob.objects.filter(state=JobState.DEAD, stopped_for="", available_at__lt=now - timedelta(hours=1))
    jobs = list(dead.filter(intake__expires_at__gt=now).select_for_update(skip_locked=True, of=("self",)))
    return MatchJob.objects.filter(pk__in=[job.pk for job in jobs]).update(
        state=JobState.PENDING, attempts=MAX_ATTEMPTS - 1, available_at=now
    )


def finish_due(*, by: FinishedBy, seconds: float) -> None:
    """Finish what is due, for so long at most. Who waits for a first list goes before whose list is made anew."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        due = list(MatchJob.objects.due(on=timezone.now()).values_list("pk", flat=True)[:FEW])
        outcomes = {finish_match_job(job_id=job_id, by=by, now=timezone.now()) for job_id in due}
        if outcomes <= {JobOutcome.BUSY}:  # none is due, or somebody else is at them
            return
