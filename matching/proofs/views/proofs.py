"""The signed proof of a place, the keys, and the tool that checks one. All are the same for everybody."""

from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from caarisma.common.http import number_of, same_for_all
from matching.proofs import caarisma_verify
from matching.proofs.answering import open_answer, open_json
from matching.proofs.heads import NEWEST_HASH
from matching.proofs.publishing import did_file, key_file
from matching.proofs.services.signing import sign_document
from matching.proofs.statement import statement_of
from providers.directory.models import PracticeLocation
from providers.pages.profiles import listed_profile

A_MINUTE, AN_HOUR = 60, 3600
NOBODY: Final = {"listed": False, "says": "Nobody is listed at this address now. We do not say whether anybody was."}
TOOL: Final = Path(caarisma_verify.__file__)


@same_for_all
@require_safe
def proof(request: HttpRequest, slug: str, place: str) -> HttpResponse:
    """Asks who is listed each time. Whoever is not and a name that never was look alike, as on the pages."""
    now = timezone.now()
    number = number_of(place.rpartition("-")[2]) or 0
    places = PracticeLocation.objects.filter(pk=number, provider__slug=slug).select_related("provider")
    named = places.annotate(head=NEWEST_HASH).first()
    statement = statement_of(named, head=named.head, now=now) if named else None
    if statement is None:
        return open_json(request, NOBODY, max_age=A_MINUTE, status=404)
    minute = now.replace(second=0, microsecond=0)
    return open_json(request, sign_document(statement, now=minute), max_age=A_MINUTE)


@same_for_all
@require_safe
def proof_of_person(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads to the proof of a place: of several the first, as the page of checks does."""
    found = listed_profile(slug, on=timezone.now())
    if found is None:
        return open_json(request, NOBODY, max_age=A_MINUTE, status=404)
    response = redirect("proofs:proof", slug=slug, place=found.clinics[0].word)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@same_for_all
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    return open_json(request, key_file(now=timezone.now()), max_age=AN_HOUR)


@same_for_all
@require_safe
def did(request: HttpRequest) -> HttpResponse:
    return open_json(request, did_file(now=timezone.now()), max_age=AN_HOUR)


@same_for_all
@require_safe
def tool(request: HttpRequest) -> HttpResponse:
    answer = open_answer(request, TOOL.read_bytes(), content_type="text/x-python; charset=utf-8", max_age=AN_HOUR)
    answer.headers["Content-Disposition"] = f'attachment; filename="{TOOL.name}"'
    return answer
