"""What people told us after their visits, in numbers for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matching.aftercare.outcomes_page import how_many_missing, outcomes_page


@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    page = outcomes_page()
    context = {"page": page, "missing": "" if page else how_many_missing()}
    return render(request, "matching/aftercare/outcomes.html", context)
