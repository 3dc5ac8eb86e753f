"""From one task straight to the next, for who fills in a profile: the list of tasks need not be opened in between."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from caarisma.common.http import HttpResponseSeeOther
from providers.portal.http import PortalRequest
from providers.portal.standing import Standing, standing_of
from providers.portal.tasks import TASKS, task_lines
from providers.screening.models import Upload

ONWARD = "onward"  # the name of the button


def saved(request: PortalRequest, task: str, *, else_to: str) -> HttpResponse:
    """After a task was saved: to the next one that is not done, where that was asked for."""
    return HttpResponseSeeOther(_next(request, task) if ONWARD in request.POST else else_to)


def _next(request: PortalRequest, task: str) -> str:
    """Those behind this one first. A file that is being read is not asked for again."""
    standing = standing_of(request.provider, now=timezone.now())
    order = [each.slug for each in TASKS]
    place = order.index(task)
    behind = [*order[place + 1 :], *order[:place]]
    reading = set(
        Upload.objects.filter(provider=request.provider, document=None, form__isnull=False).values_list("kind")
    )
    waits = {kind for (kind,) in reading} | ({"licenses"} if ("license",) in reading else set())
    lines = {line.task.slug: line for line in task_lines(standing)}
    for slug in behind:
        line = lines.get(slug)
        if line and line.url and not line.done and slug not in waits:
            return _form_of(slug, standing) or line.url
    return reverse("provider:send")


def _form_of(slug: str, standing: Standing) -> str:
    """The form itself, where the task's own page only lists what there is."""
    if slug == "places":
        unfinished = next((place for place in standing.places if not (place.clinic_name and place.phone)), None)
        return reverse("provider:place", args=[unfinished.pk]) if unfinished else reverse("provider:place_add")
    if slug == "licenses":
        open_one = next((license for license in standing.licenses if not license.expires_on), None)
        return reverse("provider:license", args=[open_one.pk]) if open_one else reverse("provider:license_add")
    if slug in {"prices", "hours"}:
        rows = "offerings" if slug == "prices" else "hours"
        lacking = next((place for place in standing.places if not getattr(place, rows).all()), None)
        return reverse(f"provider:{slug}_of", args=[lacking.pk]) if lacking else ""
    return ""
