"""Public pages of a provider's places. Whoever is not listed now has none: a stranger cannot tell why."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from caarisma.accounts.http import count_beyond_here
from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, HttpResponseSeeOther
from matching.lists.asking import ask_address
from matching.lists.list_seen import SeenMatch, asked_of
from matching.reviews.selectors import place_reviews
from providers.calls.callers import become_caller, caller_of
from providers.calls.enums import CallOutcome
from providers.calls.selectors import calls_known
from providers.calls.services import record_call, take_back_calls
from providers.directory.models import Provider
from providers.pages.places import place_page, place_proof
from providers.pages.profiles import ListedClinic, Profile, listed_profile
from providers.pages.proof_page import check_rows, registers_of
from providers.pages.structured_data import place_data

TAKE_BACK = "back"
CALLS_A_DAY = 20  # told from one internet address

View = Callable[..., HttpResponse]


def of_a_place(view: View) -> View:
    """Give the view the profile and the clinic that the address names. A place that patients no longer see leads to
    the person's page, which is there or not like anybody's; another city's name to the address of now."""

    @wraps(view)
    def wrapped(request: HttpRequest, slug: str, place: str) -> HttpResponse:
        found = listed_profile(slug, on=timezone.now())
        if found is None:
            return _ended_or_404(request, slug)
        clinic = found.clinic(place.rpartition("-")[2])
        if clinic is None:
            return redirect("providers:profile", slug=slug)
        if place != clinic.word and request.method != "POST":
            assert request.resolver_match is not None
            return redirect(request.resolver_match.view_name, slug=slug, place=clinic.word)
        return view(request, found, clinic)

    return wrapped


@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads on to the place: the only one, or the one on the reader's list. Of several we choose none for somebody who
    came from elsewhere: they would call the wrong clinic."""
    found = listed_profile(slug, on=timezone.now())
    if found is None:
        return _ended_or_404(request, slug)
    if clinic := _meant(request, found):
        return redirect(clinic.address)
    return render(request, "providers/pages/clinics.html", {"profile": found})


@require_safe
def checks(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads on to the checks of a place. Without a better reason the first: there is no phone on that page, and the
    others are linked."""
    found = listed_profile(slug, on=timezone.now())
    if found is None:
        return _ended_or_404(request, slug)
    return redirect((_meant(request, found) or found.clinics[0]).checks_address)


@require_safe
@of_a_place
def place(request: HttpRequest, found: Profile, clinic: ListedClinic) -> HttpResponse:
    return _shown(request, found, clinic)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_place
def called(request: HttpRequest, found: Profile, clinic: ListedClinic) -> HttpResponse:
    """One tap after a call. Opened or loaded anew, the address is the place's."""
    if request.method != "POST":
        return redirect(clinic.address)
    outcome = request.POST.get("outcome", "")
    if outcome == TAKE_BACK:
        take_back_calls(location_id=clinic.location.pk, caller=caller_of(request))
    elif outcome not in CallOutcome.values:
        return _shown(request, found, clinic, status=UNPROCESSABLE, error=_("Choose how the call went"))
    elif count_beyond_here(request, "calls", CALLS_A_DAY):
        told = _("That is a lot of calls for one day. Tell us of the next ones tomorrow.")
        return _shown(request, found, clinic, status=429, error=told)
    else:
        try:
            caller, said = become_caller(request), CallOutcome(outcome)
            record_call(location_id=clinic.location.pk, caller=caller, outcome=said, now=timezone.now())
        except UserFacingError as error:
            return _shown(request, found, clinic, status=error.status, error=error.message)
    return HttpResponseSeeOther(f"{clinic.address}#call")


@require_safe
@of_a_place
def place_checks(request: HttpRequest, found: Profile, clinic: ListedClinic) -> HttpResponse:
    held = place_proof(found, clinic, on=timezone.now())
    if held is None:
        raise Http404
    context = {"held": held, "rows": check_rows(held), "registers": registers_of(held)}
    return render(request, "providers/pages/checks.html", context)


def _shown(
    request: HttpRequest, found: Profile, clinic: ListedClinic, *, status: int = 200, error: str = ""
) -> HttpResponse:
    now, asked = timezone.now(), _asked(request, found)
    shown = place_page(found, clinic, asked, on=now)
    if shown is None:
        raise Http404
    context = {
        "place": shown,
        "data": place_data(shown),
        "asked": asked,
        "price": asked.price if asked and asked.location_id == clinic.location.pk else None,
        "ask_url": ask_address(clinic.location, found.provider),
        "calls": calls_known(clinic.location, caller=caller_of(request), on=now),
        "outcomes": CallOutcome.choices,
        "call_error": error,
        "has_errors": bool(error),
        "reviews": place_reviews(clinic.location, number=request.GET.get("page")),
    }
    return render(request, "providers/pages/place.html", context, status=status)


def _meant(request: HttpRequest, found: Profile) -> ListedClinic | None:
    """The reader's list is asked only where there are several to choose from."""
    if len(found.clinics) == 1:
        return found.clinics[0]
    asked = _asked(request, found)
    return found.clinic(asked.location_id) if asked else None


def _asked(request: HttpRequest, found: Profile) -> SeenMatch | None:
    return asked_of(request, provider_id=found.provider.pk, now=timezone.now())


def _ended_or_404(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever had this provider on the list that they looked at last is told that the page has ended, and not why."""
    provider = Provider.objects.filter(slug=slug).first()
    seen = asked_of(request, provider_id=provider.pk, now=timezone.now()) if provider else None
    if seen is None:
        raise Http404
    return render(request, "providers/pages/ended.html", {"seen": seen}, status=410)
