"""Public pages of a provider. Whoever is not listed now has none: a stranger cannot tell why."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from providers.pages.profiles import Profile, listed_profile
from providers.pages.proof_page import check_rows, registers_of


@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """All places. Whoever works at one is shown as that place's own page would be."""
    found = _listed_or_404(slug)
    chosen = found.places[0] if len(found.places) == 1 else None
    return render(request, "providers/pages/profile.html", {"profile": found, "chosen": chosen})


@require_safe
def place(request: HttpRequest, slug: str, place: str) -> HttpResponse:
    """One place first, with its phone; the person's others told apart. A place that patients no longer see leads to
    the person's page, which is there or not like anybody's."""
    found = _listed_or_404(slug)
    number = place.rpartition("-")[2]
    chosen = next((each for each in found.places if str(each.location.pk) == number), None)
    if chosen is None:
        return redirect("providers:profile", slug=slug)
    if (address := chosen.location.address_on_site(slug)) != request.path:  # the clinic moved, or a mistyped city
        return redirect(address)
    return render(request, "providers/pages/profile.html", {"profile": found, "chosen": chosen})


@require_safe
def checks(request: HttpRequest, slug: str) -> HttpResponse:
    found = _listed_or_404(slug)
    return render(
        request,
        "providers/pages/checks.html",
        {"profile": found, "rows": check_rows(found), "registers": registers_of(found)},
    )


def _listed_or_404(slug: str) -> Profile:
    found = listed_profile(slug, on=timezone.now())
    if found is None:
        raise Http404
    return found
