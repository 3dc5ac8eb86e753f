"""Public pages of a provider. Whoever is not listed now has none: a stranger cannot tell why."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from providers.profiles import Profile, listed_profile
from providers.proof_page import registers_of


@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "providers/profile.html", {"profile": _listed_or_404(slug)})


@require_safe
def checks(request: HttpRequest, slug: str) -> HttpResponse:
    found = _listed_or_404(slug)
    return render(request, "providers/checks.html", {"profile": found, "registers": registers_of(found)})


def _listed_or_404(slug: str) -> Profile:
    found = listed_profile(slug, on=timezone.now())
    if found is None:
        raise Http404
    return found
