"""The wait between sending and the list, at the list's own address. Usually a worker is faster than the first look."""

import time
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from caarisma.common.http import by_htmx
from matching.search.enums import FinishedBy, JobState, StoppedFor
from matching.search.models import Intake, MatchJob
from matching.search.services.jobs import JobOutcome, finish_match_job

A_GLANCE: Final = 0.02  # seconds
A_MOMENT: Final = 1.0  # seconds; a ranking takes a twentieth of that


@require_safe
def working(request: HttpRequest, token: str) -> HttpResponse:
    """Where an older release had people wait."""
    return redirect("matching:results", token=token)


def waiting(request: HttpRequest, intake: Intake, *, shared: bool) -> HttpResponse:
    """Look again soon and then every second with JavaScript, every two seconds without."""
    dead = intake.job.state == JobState.DEAD
    retired = intake.job.stopped_for == StoppedFor.RETIRED
    part = by_htmx(request) and not changes_in_place(request)
    if part and not dead:
        return HttpResponse(status=204)  # nothing new: the page stays, and a screen reader is not told again
    template = "matching/lists/partials/working.html" if part else "matching/lists/working.html"
    list_url = intake.get_shared_url() if shared else intake.get_absolute_url()
    context = {"intake": intake, "list_url": list_url, "dead": dead, "retired": retired, "is_owner": not shared}
    return render(request, template, context)


def hurried(job: MatchJob) -> MatchJob:
    """The job as soon as a worker has ranked it, if that is in a moment; ranked here and now if nobody did within the
    time that a person should wait: two seconds."""
    now = timezone.now()
    first_look, patience = (
        job.requested_at + timedelta(seconds=seconds)
        for seconds in (settings.MATCH_FIRST_LOOK_SECONDS, settings.MATCH_INLINE_AFTER_SECONDS)
    )
    if not _is_waited_for(job):
        return job
    if now >= patience:
        finish_match_job(job_id=job.pk, by=FinishedBy.PAGE, now=now)
        job.refresh_from_db()
    while _is_waited_for(job) and timezone.now() < first_look:
        time.sleep(A_GLANCE)
        job.refresh_from_db()
    return job


def _is_waited_for(job: MatchJob) -> bool:
    return job.list_at is None and job.state == JobState.PENDING


def changes_in_place(request: HttpRequest) -> bool:
    """Whether a script puts the answer in place of the whole page, as after a change of the list. What else asks by
    script is the waiting page."""
    return by_htmx(request) and request.htmx.target == "main#main"  # type: ignore[attr-defined]


def rank_here(intake: Intake) -> None:
    """Make the list anew before the page that was changed is drawn again, or wait a moment for the worker who is at it:
    a page that waits would lose the place and say no count."""
    end = time.monotonic() + A_MOMENT
    while finish_match_job(job_id=intake.job.pk, by=FinishedBy.PAGE, now=timezone.now()) == JobOutcome.BUSY:
        if time.monotonic() > end:
            return
        time.sleep(A_MOMENT / 20)
