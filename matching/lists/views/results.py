"""The ranked list, and the one-tap changes to it. The list is its owner's; others read the copy that was shared."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from caarisma.common.errors import UserFacingError
from caarisma.common.http import by_htmx, number_of, see_other
from matching.engine import CURRENT, Factor, Relaxation
from matching.lists.list_seen import remember_seen
from matching.lists.selectors import Sort, results_for
from matching.lists.services.relaxing import NotOffered, relax_by, relax_intake, undo_change
from matching.lists.views.comparing import chosen_places
from matching.lists.views.lists import own_list, shared_list
from matching.lists.views.working import changes_in_place, hurried, rank_here, waiting
from matching.search.enums import MATTERS_MOST_CHOICES, MattersMost
from matching.search.models import Intake, IntakeChange
from matching.search.ownership import is_owner
from matching.search.services.jobs import request_ranking
from matching.search.wording import YOU_SAID, factor_rows

CARDS_AT_FIRST = 10


@require_safe
@own_list
def results(request: HttpRequest, intake: Intake) -> HttpResponse:
    return _list(request, intake, shared=False)


@require_safe
@shared_list
def shared(request: HttpRequest, intake: Intake) -> HttpResponse:
    """The owner reads it as everybody else does, and is told so."""
    return _list(request, intake, shared=True)


def _list(request: HttpRequest, intake: Intake, *, shared: bool) -> HttpResponse:
    """The list; or the waiting page, at the same address, so that Back leads to the questions and not to the wait."""
    if hurried(intake.job).list_at is None:
        return waiting(request, intake, shared=shared)
    in_place = changes_in_place(request)
    if by_htmx(request) and not in_place:  # the waiting page asks: the list takes its place in the history
        return HttpResponseClientRefresh()
    most = None if request.GET.get("show") == "all" else CARDS_AT_FIRST
    found = results_for(intake, now=timezone.now(), sort=_sort(request), most=most, shared=shared)
    query = f"sort={found.sort}" + ("&show=all" if most is None else "")
    remember_seen(request, intake, shared=shared, query=query)
    weights = CURRENT.favoring(Factor(intake.matters_most) if intake.matters_most else None)
    context = {
        "results": found,
        "sorts": Sort,
        "weights": factor_rows(weights),
        "ordered_by": ("order", tuple(weights.points.values()), found.sort.value, found.all_shown),
        "choices": MATTERS_MOST_CHOICES,
        "pressed": ("most", intake.matters_most),
        "you_said": YOU_SAID.get(MattersMost(intake.matters_most)) if intake.matters_most and not shared else "",
        "is_owner": not shared,
        "own_copy": shared and is_owner(request, intake),
        "in_place": in_place,
        "ticked": chosen_places(request),
    }
    return render(request, "matching/lists/results.html", context)


def _sort(request: HttpRequest) -> Sort:
    """An unknown sort is an old or mistyped link: best fit, not an error."""
    asked = request.GET.get("sort", "")
    return Sort(asked) if asked in Sort.values else Sort.FIT


@require_POST
@own_list
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
    rank_here(intake)
    return see_other("matching:results", token=intake.token)


@require_POST
@own_list
def undo(request: HttpRequest, intake: Intake) -> HttpResponse:
    try:
        undo_change(intake_id=intake.pk, change_id=_number(request.POST.get("change", "")), now=timezone.now())
    except IntakeChange.DoesNotExist:
        return _again(request, intake, NotOffered())
    except UserFacingError as error:
        return _again(request, intake, error)
    rank_here(intake)
    return see_other("matching:results", token=intake.token)


@require_POST
@own_list
def refresh(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Rank again: prices and openings may have changed since."""
    request_ranking(intake_id=intake.pk, now=timezone.now())
    return see_other("matching:results", token=intake.token)


def _again(request: HttpRequest, intake: Intake, error: UserFacingError) -> HttpResponse:
    """The list has moved on since the button was drawn: say so beside the list as it is now."""
    context = {"message": error.message, "list_url": reverse("matching:results", args=[intake.token])}
    return render(request, "matching/lists/change_refused.html", context, status=409)


def _number(text: str) -> int:
    if (number := number_of(text)) is None:
        raise NotOffered
    return number


def _offered(code: str) -> Relaxation:
    """The change that a button names, not its place: the list may have been made anew since the page was drawn.
    Whether it is still offered is for the service to say."""
    try:
        return Relaxation.from_code(code)
    except ValueError:
        raise NotOffered from None
