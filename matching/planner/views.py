"""The planner: dates and cost of a course from a form in the address. Nothing is stored."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from caarisma.common.http import UNPROCESSABLE, by_htmx
from matching.planner.course_calendar import course_calendar
from matching.planner.course_plan import course_plan
from matching.planner.forms.planner import PlannerForm
from matching.planner.planner_page import page_of
from treatments.models import Area, SessionPlan
from treatments.selectors import usual_plan


@require_safe
def planner(request: HttpRequest) -> HttpResponse:
    plan, today = usual_plan(), timezone.localdate()
    form = _form(request, plan, today)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        found = course_plan(form.asked(), plan=plan, now=timezone.now(), today=today)
        context |= {"plan": found, "page": page_of(found)}
    status = UNPROCESSABLE if form.errors else 200
    if by_htmx(request):
        return _changed(request, context, status)
    return render(request, "matching/planner/planner.html", context, status=status)


def _changed(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    """The plan alone. Only a plan's address goes up in the browser: after a mistake the button then leads to another
    address than the one shown, and the browser asks for the page that tells the mistake."""
    response = render(request, "matching/planner/changed.html", context, status=status)
    if status != UNPROCESSABLE:
        response.headers["HX-Replace-Url"] = request.get_full_path()
    return response


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The same address with .ics: a file for a calendar. What the form would not take goes back to the form."""
    plan, today = usual_plan(), timezone.localdate()
    form = _form(request, plan, today)
    found = course_plan(form.asked(), plan=plan, now=timezone.now(), today=today) if form.is_valid() else None
    if found is None or found.course is None:
        return redirect(f"{reverse('planner:planner')}?{request.GET.urlencode()}")
    return HttpResponse(
        course_calendar(found.course, found.asked, now=timezone.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="sessions.ics"'},
    )


def _form(request: HttpRequest, plan: SessionPlan, today: date) -> PlannerForm:
    return PlannerForm(request.GET, plan=plan, areas=Area.objects.count(), today=today)
