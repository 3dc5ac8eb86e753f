"""The page between sending and the list. Usually a worker is faster than the first look at it."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from matching.enums import FinishedBy, JobState, StoppedFor
from matching.models import Intake, MatchJob
from matching.services.jobs import finish_match_job
from matching.views.results import private_list


@require_safe
@private_list
def working(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Look again soon and then every second with JavaScript, every two seconds without. After two seconds this request
    ranks by itself.
    """
    job = _hurried(intake.job)
    if job.list_at is not None:
        if getattr(request, "htmx", None):
            return HttpResponseClientRedirect(intake.get_absolute_url())
        return redirect(intake)
    dead = job.state == JobState.DEAD
    retired = job.stopped_for == StoppedFor.RETIRED
    if getattr(request, "htmx", None) and not dead:
        return HttpResponse(status=204)  # nothing new: the page stays, and a screen reader is not told again
    template = "matching/partials/working.html" if getattr(request, "htmx", None) else "matching/working.html"
    return render(request, template, {"intake": intake, "dead": dead, "retired": retired})


def _hurried(job: MatchJob) -> MatchJob:
    """The job, ranked here and now if nobody did within the time that a person should wait."""
    now = timezone.now()
    patience = timedelta(seconds=settings.MATCH_INLINE_AFTER_SECONDS)
    if job.state == JobState.PENDING and now - job.requested_at >= patience:
        finish_match_job(job_id=job.pk, by=FinishedBy.PAGE, now=now)
        job.refresh_from_db()
    return job
