"""Answers to the health question, for the owner of a list: to read, change, print and delete. Others never see them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from caarisma.common.http import UNPROCESSABLE, number_of, see_other
from matching.lists.health import doctor_sheet
from matching.lists.views.lists import own_list
from matching.search.health.form import HealthForm
from matching.search.health.saving import erase_health, save_health
from matching.search.health.selectors import told_of
from matching.search.models import Intake

MOST_ASKED = 20


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@own_list
def answers(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Change or delete what is kept beside a list. The list stays as it is: health never ranks."""
    now = timezone.now()
    if "delete" in request.POST:
        if erase_health(intake_id=intake.pk):
            messages.success(request, _("Your health answers are deleted."))
        return see_other("matching:results", token=intake.token)
    told = told_of(intake)
    form = HealthForm(
        request.POST if request.method == "POST" else None,
        areas=list(intake.areas.values_list("slug", flat=True)),
        concerns=list(intake.concerns.values_list("slug", flat=True)),
        told=told,
    )
    if request.method == "POST" and form.is_valid():
        save_health(intake_id=intake.pk, told=form.answer(now=now), now=now)
        return see_other("matching:results", token=intake.token)
    context = {"form": form, "back": intake.get_absolute_url(), "intake": intake, "is_kept": told is not None}
    return render(request, "matching/lists/health/answers.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@own_list
def sheet(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Take this to your doctor. `p`: places to compare, up to three; an unknown one is left out."""
    asked = map(number_of, request.GET.getlist("p")[:MOST_ASKED])
    places = {number for number in asked if number is not None}
    found = doctor_sheet(intake, places=places, now=timezone.now())
    context = {"sheet": found, "intake": intake, "back": intake.get_absolute_url()}
    return render(request, "matching/lists/health/sheet.html", context)
