"""The page for people, and the files for everybody else."""

from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from matching.numbers.accuracy_page import accuracy_page, draw_lines
from matching.numbers.figures_page import numbers_page
from matching.numbers.files import csv_text, signed_numbers
from providers.accuracy.models import DrawRound

# For the page; a test runs it.
STEPS = """\
import hashlib, sys
sha = lambda text: hashlib.sha256(text.encode()).hexdigest()
seed, frame = sys.argv[1], open(sys.argv[2]).read()
print("seed:", sha(seed), "list:", sha(frame))
codes = frame.split()
n = min(len(codes), -(-96 * len(codes) // (len(codes) + 95)))
for code in sorted(codes, key=lambda code: sha(f"{seed}:{sha(frame)}:{code}"))[:n]:
    print(code)
"""


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    context = {"page": numbers_page(), "accuracy": accuracy_page(now=timezone.now())}
    return render(request, "matching/numbers/numbers.html", context)


@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    context = {"lines": draw_lines(now=timezone.now()), "steps": STEPS}
    return render(request, "matching/numbers/draws.html", context)


@require_safe
def frame(request: HttpRequest, month: date) -> HttpResponse:
    """The list of one draw, byte for byte as its hash is of."""
    found = get_object_or_404(DrawRound, month=month, drawn_at__isnull=False)
    return for_everybody(HttpResponse(found.frame, content_type="text/plain; charset=us-ascii"))


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
