"""Where the provider works; for each place its prices and hours."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import may_run_twice, see_other
from providers.directory.models import PracticeLocation
from providers.portal.forms.hours import HoursForm
from providers.portal.forms.place import PlaceForm
from providers.portal.forms.prices import PricesForm
from providers.portal.forms.states import tell_closed_state
from providers.portal.http import PortalRequest, answer, for_proven, for_provider, posted
from providers.portal.services.places import leave_place, save_hours, save_place, save_prices
from providers.words.selectors import flag_words, sessions_waiting
from treatments.models import AreaConcern

METHODS: Final = ["GET", "HEAD", "POST"]


@require_safe
@for_provider
def places(request: PortalRequest) -> HttpResponse:
    return render(request, "providers/portal/places.html", {"standing": request.standing})


@require_http_methods(METHODS)
@for_proven
def place(request: PortalRequest, pk: int | None = None) -> HttpResponse:
    location = _own(request, pk) if pk else None
    waiting = request.standing.waiting_at(location) if location else {}
    form = PlaceForm(posted(request)[0], initial=PlaceForm.initial_from(location, waiting), label_suffix="")
    if request.method == "POST" and form.is_valid():
        tell_closed_state(form, request.standing, before=location.state if location else "")
    if request.method == "POST" and form.is_valid():
        try:
            save_place(
                provider_id=request.provider.pk,
                location_id=pk,
                values=form.cleaned_data,
                by=request.user,
                now=timezone.now(),
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            for flag in flag_words(form.cleaned_data["clinic_name"]):
                messages.warning(request, _("One of us reads the name of the clinic before patients do: %s.") % flag)
            if form.post_office_state:
                told = _("The post office counts %(zip)s to %(office)s. We keep %(state)s, as you typed.")
                messages.info(request, told % form.post_office_state)
            return see_other("provider:places")
    return answer(request, "place", form, location=location, waiting=waiting, standing=request.standing)


@require_POST
@for_proven
def leave(request: PortalRequest, pk: int) -> HttpResponse:
    location = _own(request, pk)
    leave_place(provider_id=request.provider.pk, location_id=location.pk, by=request.user, now=timezone.now())
    messages.success(request, _("Patients no longer see this place."))
    return see_other("provider:places")


@require_safe
@for_proven
def choose(request: PortalRequest, what: str) -> HttpResponse:
    """Prices and hours are of a place; with one place there is nothing to choose."""
    if len(request.standing.places) == 1:
        return redirect(f"provider:{what}_of", pk=request.standing.places[0].pk)
    return render(request, "providers/portal/places.html", {"standing": request.standing})


@may_run_twice
@require_http_methods(METHODS)
@for_proven
def prices(request: PortalRequest, pk: int) -> HttpResponse:
    location = _own(request, pk)
    rows = AreaConcern.objects.filter(is_active=True).select_related("area", "concern")
    offered = {
        offering.area_concern_id: offering
        for offering in location.offerings.all()
        if offering.is_active or request.standing.waits(offering)
    }
    asked = sessions_waiting(request.provider.pk)
    for offering in offered.values():  # what waits is what they want, so it is what they find here
        offering.sessions_done = asked[offering.pk].said if offering.pk in asked else offering.sessions_done
    form = PricesForm(posted(request)[0], rows=rows.order_by("area__position", "concern__position"), offered=offered)
    if request.method == "POST" and form.is_valid():
        try:
            save_prices(
                provider_id=request.provider.pk,
                location_id=location.pk,
                prices=form.prices(),
                by=request.user,
                now=timezone.now(),
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return see_other("provider:home")
    waiting = [asked[offering.pk] for offering in offered.values() if offering.pk in asked]
    return answer(request, "prices", form, location=location, standing=request.standing, waiting=waiting)


@may_run_twice
@require_http_methods(METHODS)
@for_proven
def hours(request: PortalRequest, pk: int) -> HttpResponse:
    location, now = _own(request, pk), timezone.now()
    form = HoursForm(posted(request)[0], location=location, now=now)
    if request.method == "POST" and form.is_valid():
        save_hours(
            provider_id=request.provider.pk,
            location_id=location.pk,
            spans=form.spans,
            opening=form.opening,
            second=form.second,
            now=now,
        )
        messages.success(request, _("Saved."))
        return see_other("provider:home")
    return answer(request, "hours", form, location=location, standing=request.standing)


def _own(request: PortalRequest, pk: int) -> PracticeLocation:
    return get_object_or_404(PracticeLocation, pk=pk, provider=request.provider)
