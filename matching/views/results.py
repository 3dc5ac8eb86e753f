"""The ranked list, and the one-tap changes to it. Whoever has the link may see it; it holds no health answer."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import see_other
from matching.engine import Relaxation
from matching.models import Intake, IntakeChange
from matching.selectors import Sort, results_for
from matching.services.jobs import request_ranking
from matching.services.relaxing import relax_by, relax_intake, undo_change
from matching.wording import factor_rows

CARDS_AT_FIRST = 10


def intake_behind(token: str) -> Intake:
    """The intake of a link. 404 for a link that never was."""
    return get_object_or_404(Intake.objects.select_related("job"), token=token)


def private_list(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view its intake; 410 once the promised deletion day has come."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        intake = intake_behind(token)
        if intake.expires_at <= timezone.now():
            return render(request, "matching/expired.html", status=410)
        return view(request, intake, **kwargs)

    return wrapped


@require_safe
@private_list
def results(request: HttpRequest, intake: Intake) -> HttpResponse:
    if intake.job.list_at is None:
        return redirect("matching:working", token=intake.token)
    most = None if request.GET.get("show") == "all" else CARDS_AT_FIRST
    found = results_for(intake, now=timezone.now(), sort=_sort(request), most=most)
    return render(request, "matching/results.html", {"results": found, "sorts": Sort, "weights": factor_rows()})


def _sort(request: HttpRequest) -> Sort:
    """An unknown sort is an old or mistyped link: best fit, not an error."""
    asked = request.GET.get("sort", "")
    return Sort(asked) if asked in Sort.values else Sort.FIT


@require_POST
@private_list
def relax(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Change one need: by a near miss on the page, or by a line of what keeps the list empty."""
    now = timezone.now()
    try:
        if near_miss := request.POST.get("near_miss", ""):
            relax_intake(intake_id=intake.pk, near_miss_id=_number(near_miss), now=now)
        else:
            relax_by(intake_id=intake.pk, relaxation=_offered(request.POST.get("offer", "")), now=now)
    except UserFacingError as error:
        return _again(request, intake, error)
    return see_other("matching:results", token=intake.token)


@require_POST
@private_list
def undo(request: HttpRequest, intake: Intake) -> HttpResponse:
    try:
        undo_change(intake_id=intake.pk, change_id=_number(request.POST.get("change", "")), now=timezone.now())
    except IntakeChange.DoesNotExist:
        raise Http404 from None
    except UserFacingError as error:
        return _again(request, intake, error)
    return see_other("matching:results", token=intake.token)


@require_POST
@private_list
def refresh(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Rank again: prices and openings may have changed since."""
    request_ranking(intake_id=intake.pk, now=timezone.now())
    return see_other("matching:results", token=intake.token)


def _again(request: HttpRequest, intake: Intake, error: UserFacingError) -> HttpResponse:
    """The list has moved on since the button was drawn: say so beside the list as it is now."""
    context = {"message": error.message, "list_url": reverse("matching:results", args=[intake.token])}
    return render(request, "matching/change_refused.html", context, status=409)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Http404
    return int(text)


def _offered(code: str) -> Relaxation:
    """The change that a button names, not its place: the list may have been made anew since the page was drawn.
    Whether it is still offered is for the service to say."""
    try:
        return Relaxation.from_code(code)
    except ValueError:
        raise Http404 from None
