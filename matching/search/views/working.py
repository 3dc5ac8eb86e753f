"""The wait between sending and the list, at the list's own address. Usually a worker is faster than the first look."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from caarisma.common.http import by_htmx
from matching.search.enums import FinishedBy, JobState, StoppedFor
from matching.search.models import Intake, MatchJob
from matching.search.ownership import is_owner
from matching.search.services.jobs import finish_match_job


@require_safe
def working(request: HttpRequest, token: str) -> HttpResponse:
    """Where an older release had people wait."""
    return redirect("matching:results", token=token)


def waiting(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Look again soon and then every second with JavaScript, every two seconds without."""
    dead = intake.job.state == JobState.DEAD
    retired = intake.job.stopped_for == StoppedFor.RETIRED
    part = by_htmx(request)
    if part and not dead:
        return HttpResponse(status=204)  # nothing new: the page stays, and a screen reader is not told again
    template = "matching/search/partials/working.html" if part else "matching/search/working.html"
    context = {"intake": intake, "dead": dead, "retired": retired, "is_owner": is_owner(request, intake)}
    return render(request, template, context)


def hurried(job: MatchJob) -> MatchJob:
    """The job, ranked here and now if nobody did within the time that a person should wait: two seconds."""
    now = timezone.now()
    patience = timedelta(seconds=settings.MATCH_INLINE_AFTER_SECONDS)
    if job.list_at is None and job.state == JobState.PENDING and now - job.requested_at >= patience:
        finish_match_job(job_id=job.pk, by=FinishedBy.PAGE, now=now)
        job.refresh_from_db()
    return job
