"""Where the provider works; for each place its prices and hours."""

from functools import partial
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import may_run_twice, see_other
from providers.calendars.selectors import free_time
from providers.directory.models import PracticeLocation
from providers.hours.forms import HoursForm
from providers.portal.acting import place_named
from providers.portal.forms.place import PlaceForm
from providers.portal.forms.states import tell_closed_state
from providers.portal.http import PortalRequest, answer, for_proven, for_provider, for_team, posted
from providers.portal.onward import saved
from providers.profile.services.places import leave_place, save_hours, save_place
from providers.teams.rules.deeds import Deed, may
from providers.teams.selectors import has_team
from providers.words.selectors import flag_words

METHODS: Final = ["GET", "HEAD", "POST"]


@require_safe
@partial(for_provider, deed=Deed.LOOK)
def places(request: PortalRequest) -> HttpResponse:
    return _places_page(request)


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
            return saved(request, "places", else_to=reverse("provider:places"))
    return answer(request, "place", form, location=location, waiting=waiting, standing=request.standing)


@require_POST
@for_proven
def leave(request: PortalRequest, pk: int) -> HttpResponse:
    location = _own(request, pk)
    leave_place(provider_id=request.provider.pk, location_id=location.pk, by=request.user, now=timezone.now())
    messages.success(request, _("Patients no longer see this place."))
    return see_other("provider:places")


@require_safe
@for_team(Deed.LOOK)
def choose(request: PortalRequest, what: str) -> HttpResponse:
    """Prices and hours are of a place; with one place there is nothing to choose."""
    if len(request.standing.places) == 1:
        return redirect(f"provider:{what}_of", pk=request.standing.places[0].pk)
    return _places_page(request)


@may_run_twice
@require_http_methods(METHODS)
@for_team(Deed.HOURS, of=place_named)
def hours(request: PortalRequest, pk: int) -> HttpResponse:
    location, now = _own(request, pk), timezone.now()
    free = free_time(location, now=now) if "free" in request.GET else None
    form = HoursForm(posted(request)[0], location=location, now=now, free=free)
    if request.method == "POST" and form.is_valid():
        save_hours(
            provider_id=request.provider.pk,
            location_id=location.pk,
            spans=form.spans,
            opening=form.opening,
            second=form.second,
            by=request.user,
            now=now,
        )
        messages.success(request, _saved_words(form))
        return saved(request, "hours", else_to=reverse("provider:home"))
    return answer(request, "hours", form, location=location, standing=request.standing)


def _places_page(request: PortalRequest) -> HttpResponse:
    context = {"standing": request.standing, "may": {deed.value: may(request.role, deed) for deed in Deed}}
    return render(request, "providers/portal/places.html", {**context, "has_team": has_team(request.provider)})


def _saved_words(form: HoursForm) -> str:
    """With the next free time as we read it: "tomorrow" and "12/1" are told back as a date."""
    if form.opening is None:
        return _("Saved.")
    local = form.opening.astimezone(form.zone)
    told = {"day": date_format(local, "WEEKDAY_DATE_FORMAT"), "time": date_format(local, "TIME_FORMAT")}
    return _("Saved. Your next free time: %(day)s, %(time)s.") % told


def _own(request: PortalRequest, pk: int) -> PracticeLocation:
    return get_object_or_404(PracticeLocation, pk=pk, provider=request.provider)
