"""Question 8, and its answers for who owns a list: to read, change, print and delete. To others they never were."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from caarisma.common.http import UNPROCESSABLE, number_of, see_other
from matching.search.drafts import Draft, load_draft, save_draft
from matching.search.forms.steps import QUESTIONS, STEPS, first_unanswered
from matching.search.health.form import HealthForm
from matching.search.health.keeping import USUAL, health_of, keep_health, kept_until
from matching.search.health.saving import erase_health, save_health
from matching.search.health.selectors import doctor_sheet, told_of
from matching.search.health.told import HealthTold
from matching.search.models import Intake
from matching.search.views.intake import search_of, taken_up, told_in, without_draft
from matching.search.views.lists import own_list
from treatments.check.keeping import kept_by
from treatments.choices import CatalogChoices
from treatments.health_gate_file import current_gate

BEFORE = "before"  # in the address: fill in what was ticked in the check, as the person asks
MOST_ASKED = 20


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The last question. The answer waits locked, beside the draft."""
    draft, catalog, now = load_draft(request) or taken_up(request), CatalogChoices.read(), timezone.now()
    if draft is None:
        return without_draft(request)
    if opened := first_unanswered(draft, catalog):
        return redirect("matching:step", slug=opened)
    told = told_in(request, draft)
    before = _ticked_in_check(request) if told is None else []
    form = _form(request, draft, told, before if BEFORE in request.GET else [])
    if request.method == "POST" and form.is_valid():
        until = kept_until(request, draft.form_key) if health_of(request, draft.form_key, now=now) else None
        save_draft(request, draft)
        keep_health(request, draft.form_key, form.answer(now=now), until=max(until or now, now + USUAL))
        return see_other("matching:check")
    last = reverse("matching:step", args=[list(STEPS)[-1]])
    context = {
        "form": form,
        "search": search_of(request, draft),
        "number": QUESTIONS,
        "questions": QUESTIONS,
        "back": reverse("matching:check") if "change" in request.GET and told else last,
        "offers_check": bool(before) and BEFORE not in request.GET and request.method != "POST",
    }
    return _page(request, "matching/search/health/question.html", context, form)


def _ticked_in_check(request: HttpRequest) -> list[str]:
    answers = kept_by(request).answers
    return [code for code in answers.get("health", ()) if code in current_gate().codes]


def _form(request: HttpRequest, draft: Draft, told: HealthTold | None, ticked: list[str]) -> HealthForm:
    data = request.POST if request.method == "POST" else None
    return HealthForm(data, areas=draft.areas or (), concerns=draft.concerns or (), told=told, ticked=ticked)


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
    return _page(request, "matching/search/health/answers.html", context, form)


@require_safe
@own_list
def sheet(request: HttpRequest, intake: Intake) -> HttpResponse:
    """Take this to your doctor. `p`: places to compare, up to three; an unknown one is left out."""
    asked = map(number_of, request.GET.getlist("p")[:MOST_ASKED])
    places = {number for number in asked if number is not None}
    found = doctor_sheet(intake, places=places, now=timezone.now())
    context = {"sheet": found, "intake": intake, "back": intake.get_absolute_url()}
    return render(request, "matching/search/health/sheet.html", context)


def _page(request: HttpRequest, template: str, context: dict[str, object], form: HealthForm) -> HttpResponse:
    return render(request, template, context, status=UNPROCESSABLE if form.errors else 200)
