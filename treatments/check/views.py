"""Is it right for me? Four questions and a card. The answers travel in the POST alone: no session, row, URL or log."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from treatments.check.forms import QUESTIONS, Question
from treatments.check.result import result_of
from treatments.check.sheet import Sheet
from treatments.choices import CatalogChoices
from treatments.health_gate_file import current_gate

UNPROCESSABLE = 422


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    context = {"questions": len(QUESTIONS), "is_reviewed": current_gate().review is not None}
    return render(request, "treatments/check/start.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask one question. The one before it is asked again when its answer is missing or not right."""
    if slug not in QUESTIONS:
        raise Http404
    if request.method != "POST" and slug != next(iter(QUESTIONS)):
        return redirect("check:start")
    sheet = Sheet(request.POST if request.method == "POST" else QueryDict(), CatalogChoices.read())
    if opened := sheet.first_open(before=slug):
        return _page(request, sheet, opened)
    return _page(request, sheet, sheet.asked(slug))


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest) -> HttpResponse:
    """The card. Without answers, from a bookmark say, back to the start."""
    if request.method != "POST":
        return redirect("check:start")
    sheet = Sheet(request.POST, CatalogChoices.read())
    if opened := sheet.first_open():
        return _page(request, sheet, opened)
    context = {
        "result": result_of(sheet, on=timezone.now().date()),
        "answered": sheet.questions.values(),
        "carried": sheet.carried(),
        "carried_wish": sheet.wish,
    }
    return render(request, "treatments/check/result.html", context)


def _page(request: HttpRequest, sheet: Sheet, asked: Question) -> HttpResponse:
    slugs = list(QUESTIONS)
    place = slugs.index(asked.slug)
    changing = "changing" in sheet.data
    following = "" if changing else next(iter(slugs[place + 1 :]), "")
    context = {
        "form": asked,
        "number": place + 1,
        "questions": len(slugs),
        "carried": sheet.carried(beside=asked.slug),
        "changing": changing,
        "next": reverse("check:question", args=[following]) if following else reverse("check:result"),
        "back": reverse("check:question", args=[slugs[place - 1]]) if place and not changing else "",
    }
    return render(request, asked.template, context, status=UNPROCESSABLE if asked.errors else 200)
