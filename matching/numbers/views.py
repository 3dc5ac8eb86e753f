"""The page for people, and the files for everybody else."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from matching.numbers.figures_page import numbers_page
from matching.numbers.files import csv_text, signed_numbers


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    return render(request, "matching/numbers/numbers.html", {"page": numbers_page()})


@require_safe
def numbers_csv(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(csv_text(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="caarisma-numbers.csv"'
    return for_everybody(answer)


@require_safe
def numbers_json(request: HttpRequest) -> HttpResponse:
    return for_everybody(JsonResponse(signed_numbers(now=timezone.now())))


def for_everybody(answer: HttpResponse) -> HttpResponse:
    """Any page elsewhere may read it, no search engine lists it, and it is the same for all."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "public, max-age=300"
    return answer
