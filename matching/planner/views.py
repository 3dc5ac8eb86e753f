"""The planner: dates and cost of a course from a form. A plan is its address, to keep and to share; the ZIP code is in
none, it waits in the session of whoever typed it. Nothing else is stored."""

from datetime import date

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from caarisma.common.http import UNPROCESSABLE, HttpResponseSeeOther, by_htmx, may_run_twice
from matching.planner.course_calendar import course_calendar
from matching.planner.course_plan import course_plan
from matching.planner.forms.planner import PlannerForm
from matching.planner.planner_page import page_of
from treatments.models import Area, SessionPlan
from treatments.selectors import usual_plan

ZIP = "planner_zip"
NOT_THE_PLAN = {"zip", "csrfmiddlewaretoken"}


@may_run_twice
@require_http_methods(["GET", "HEAD", "POST"])
def planner(request: HttpRequest) -> HttpResponse:
    plan, today = usual_plan(), timezone.localdate()
    form = _form(request, plan, today)
    if request.method == "POST" and form.is_valid():
        _remember_zip(request, form)
        if not by_htmx(request):
            return HttpResponseSeeOther(f"{_address(request)}#plan-title")
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
        response.headers["HX-Replace-Url"] = _address(request)
    return response


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The same address with .ics: a file for a calendar. What the form would not take goes back to the form."""
    plan, today = usual_plan(), timezone.localdate()
    form = _form(request, plan, today)
    found = course_plan(form.asked(), plan=plan, now=timezone.now(), today=today) if form.is_valid() else None
    if found is None or found.course is None:
        return redirect(_address(request))
    return HttpResponse(
        course_calendar(found.course, found.asked, now=timezone.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="sessions.ics"'},
    )


def _form(request: HttpRequest, plan: SessionPlan, today: date) -> PlannerForm:
    typed: QueryDict = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and "zip" not in typed and ZIP in request.session:
        typed = typed.copy()
        typed["zip"] = request.session[ZIP]
    return PlannerForm(typed, plan=plan, areas=Area.objects.count(), today=today)


def _remember_zip(request: HttpRequest, form: PlannerForm) -> None:
    place = form.cleaned_data["zip"]
    if place is not None:
        request.session[ZIP] = place.zip_code
    else:
        request.session.pop(ZIP, None)


def _address(request: HttpRequest) -> str:
    """Of the same plan, as it was typed."""
    said = (request.POST if request.method == "POST" else request.GET).copy()
    for name in list(said):
        if name in NOT_THE_PLAN or not any(said.getlist(name)):
            del said[name]
    return f"{reverse('planner:planner')}?{said.urlencode()}" if said else reverse("planner:planner")
