"""What one takes along: the file for a calendar, and a sheet of questions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from matching.consultations.selectors import PatientRequest
from matching.requests.calendar_file import CONTENT_TYPE, FILE_NAME, method_of, visit_file
from matching.requests.holders import Holder
from matching.requests.views.holding import held


@require_safe
@held
def calendar(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    """After cancelling it takes the entry out, where a calendar understands that."""
    if found.visit is None:
        raise Http404
    return HttpResponse(
        visit_file(found.visit, language=get_language() or "en"),
        content_type=CONTENT_TYPE.format(method=method_of(found.visit)),
        headers={"Content-Disposition": f'attachment; filename="{FILE_NAME}"'},
    )


@require_safe
@held
def sheet(request: HttpRequest, found: PatientRequest, holder: Holder) -> HttpResponse:
    return render(request, "matching/requests/sheet.html", {"found": found})
