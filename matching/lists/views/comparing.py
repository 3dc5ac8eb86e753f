"""Up to three of a list side by side; on paper a page for each. Which ones is in the address: numbers of places."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from caarisma.common.http import UNPROCESSABLE, number_of, see_other
from matching.lists.comparison import MOST, compare_places
from matching.lists.views.lists import own_list, shared_list
from matching.lists.views.working import hurried
from matching.search.models import Intake


@require_safe
@own_list
def compare(request: HttpRequest, intake: Intake) -> HttpResponse:
    return _compare(request, intake, shared=False)


@require_safe
@shared_list
def shared_compare(request: HttpRequest, intake: Intake) -> HttpResponse:
    return _compare(request, intake, shared=True)


def _compare(request: HttpRequest, intake: Intake, *, shared: bool) -> HttpResponse:
    """More than three, or fewer than two: what is missing is said, and what was ticked stays ticked."""
    list_url = intake.get_shared_url() if shared else intake.get_absolute_url()
    if hurried(intake.job).list_at is None:  # its answers were changed in another tab; the list says that it is made
        return see_other(list_url)
    chosen = chosen_places(request)
    found = compare_places(intake, chosen, shared=shared, now=timezone.now())
    too_many = len(found.columns) > MOST
    context = {
        "compared": found,
        "list_url": list_url,
        "back_query": "&".join(f"p={place}" for place in chosen),
        "most": MOST,
        "too_many": too_many,
        "too_few": len(found.columns) < 2,
    }
    return render(request, "matching/lists/compare.html", context, status=UNPROCESSABLE if too_many else 200)


def chosen_places(request: HttpRequest) -> list[int]:
    """The ticked places, each once. What is no number is an old or mistyped link."""
    numbers = map(number_of, request.GET.getlist("p"))
    return list(dict.fromkeys(number for number in numbers if number is not None))
