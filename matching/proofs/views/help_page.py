"""How to check a proof that somebody showed, for people; and what programs need to know."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from matching.proofs.publishing import key_file


@require_safe
def how_to_check(request: HttpRequest) -> HttpResponse:
    return render(request, "proofs/how_to_check.html", {"keys": key_file(now=timezone.now())["keys"]})
