"""The health question, the last one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from caarisma.common.http import UNPROCESSABLE, may_run_twice, see_other
from matching.search.drafts import Draft, load_draft, save_draft
from matching.search.forms.steps import QUESTIONS, STEPS, first_unanswered
from matching.search.health.form import HealthForm
from matching.search.health.keeping import USUAL, health_of, keep_health, kept_until
from matching.search.health.told import HealthTold
from matching.search.views.intake import search_of, taken_up, told_in, without_draft
from treatments.check.keeping import kept_by
from treatments.choices import CatalogChoices
from treatments.health_gate_file import current_gate

BEFORE = "before"  # in the address: fill in what was ticked in the check, as the person asks


@may_run_twice
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
    offers_check = bool(before) and BEFORE not in request.GET and request.method != "POST"
    context = {
        "form": form,
        "kept_as": () if offers_check else form.kept_as,
        "search": search_of(request, draft),
        "number": QUESTIONS,
        "questions": QUESTIONS,
        "back": reverse("matching:check") if "change" in request.GET and told else last,
        "offers_check": offers_check,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "matching/search/health/question.html", context, status=status)


def _ticked_in_check(request: HttpRequest) -> list[str]:
    answers = kept_by(request).answers
    return [code for code in answers.get("health", ()) if code in current_gate().codes]


def _form(request: HttpRequest, draft: Draft, told: HealthTold | None, ticked: list[str]) -> HealthForm:
    data = request.POST if request.method == "POST" else None
    return HealthForm(data, areas=draft.areas or (), concerns=draft.concerns or (), told=told, ticked=ticked)
