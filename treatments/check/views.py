"""Questions before you look: four questions and a card. The answers stay in the person's browser (keeping.py).

Every page is read with GET. A form sends its answer with POST and is led on to the next page, or back to the question
that is not answered rightly.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from caarisma.common.http import UNPROCESSABLE
from treatments.check.forms import QUESTIONS, CheckQuestion
from treatments.check.keeping import Kept, forget, keep, kept_by, with_sent
from treatments.check.result import result_of
from treatments.check.sheet import Sheet
from treatments.choices import CatalogChoices
from treatments.health_gate_file import current_gate

SEE_OTHER = 303
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def start(request: HttpRequest) -> HttpResponse:
    """A POST is "delete and start again"."""
    if request.method == "POST":
        return forget(HttpResponseRedirect(request.path, status=SEE_OTHER))
    context = {"questions": len(QUESTIONS), "is_reviewed": current_gate().review is not None}
    return render(request, "treatments/check/start.html", context)


@sensitive_post_parameters()
@require_http_methods(METHODS)
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask one question. The one before it is asked again when its answer is missing or not right."""
    if slug not in QUESTIONS:
        raise Http404
    if request.method == "POST":
        return _go_on(request, to=slug)
    kept = kept_by(request)
    sheet = Sheet(kept.data(), CatalogChoices.read())
    if opened := sheet.first_open(before=slug):
        return _back_to(opened, kept)
    return _page(request, sheet, sheet.questions[slug] if kept.tried == slug else sheet.asked(slug))


@sensitive_post_parameters()
@require_http_methods(METHODS)
def result(request: HttpRequest) -> HttpResponse:
    """The card. Without answers, from a bookmark say, back to the start."""
    if request.method == "POST":
        return _go_on(request, to=None)
    kept = kept_by(request)
    sheet = Sheet(kept.data(), CatalogChoices.read())
    if opened := sheet.first_open():
        return _back_to(opened, kept)
    context = {
        "result": result_of(sheet, on=timezone.now().date()),
        "answered": sheet.questions.values(),
        "carried_wish": sheet.wish,
    }
    return render(request, "treatments/check/result.html", context)


def _go_on(request: HttpRequest, *, to: str | None) -> HttpResponse:
    """To the question `to`, or to the result; or first to the one whose answer is not right, with what is wrong."""
    kept = with_sent(kept_by(request), request.POST)
    opened = Sheet(kept.data(), CatalogChoices.read()).first_open(before=to)
    slug = opened.slug if opened else to
    there = reverse("check:question", args=[slug]) if slug else reverse("check:result")
    changing = "?changing=on" if opened and "changing" in request.POST else ""
    answer = HttpResponseRedirect(there + changing, status=SEE_OTHER)
    return keep(answer, Kept(kept.answers, opened.slug if opened else ""))


def _back_to(opened: CheckQuestion, kept: Kept) -> HttpResponse:
    """To the question that is open; to the start for whoever has answered nothing."""
    return redirect("check:question", opened.slug) if kept.answers else redirect("check:start")


def _page(request: HttpRequest, sheet: Sheet, asked: CheckQuestion) -> HttpResponse:
    slugs = list(QUESTIONS)
    place = slugs.index(asked.slug)
    changing = "changing" in request.GET
    following = "" if changing else next(iter(slugs[place + 1 :]), "")
    context = {
        "form": asked,
        "number": place + 1,
        "questions": len(slugs),
        "changing": changing,
        "next": reverse("check:question", args=[following]) if following else reverse("check:result"),
        "back": reverse("check:question", args=[slugs[place - 1]]) if place and not changing else "",
    }
    return render(request, asked.template, context, status=UNPROCESSABLE if asked.errors else 200)
