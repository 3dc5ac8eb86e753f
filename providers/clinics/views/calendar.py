"""Calendars: visits go out to the clinic's own, busy times come in from it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, number_of, see_other
from providers.calendars.models import CalendarFeed
from providers.calendars.selectors import address_of_feed, free_time
from providers.calendars.services.busy import add_address, add_file, remove_source
from providers.calendars.services.feeds import end_feed, make_feed
from providers.clinics.forms.calendar import CalendarForm
from providers.portal.http import UPLOADS_AN_HOUR, PortalRequest, count_beyond, for_team, posted
from providers.teams.rules.deeds import Deed


@require_http_methods(["GET", "HEAD", "POST"])
@for_team(Deed.HOURS)
def calendar(request: PortalRequest) -> HttpResponse:
    """The page, and another calendar to be read."""
    form, status = CalendarForm(*posted(request), label_suffix=""), UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        if count_beyond(request, "calendars", UPLOADS_AN_HOUR):
            return render(request, "429.html", status=429)
        try:
            return _added(request, form)
        except UserFacingError as error:
            form.add_error("file" if form.cleaned_data["file"] else "address", error.message)
            status = error.status
    return _page(request, form, status=status if form.errors else 200)


@require_POST
@for_team(Deed.HOURS)
def feed(request: PortalRequest) -> HttpResponse:
    """A new secret address, or none any more."""
    if "end" in request.POST:
        return _pressed(request, lambda: end_feed(**_who(request)), _("The address reads nothing any more."))
    return _pressed(request, lambda: make_feed(**_who(request)), _("This is your address. An older one is dead now."))


@require_POST
@for_team(Deed.HOURS)
def remove(request: PortalRequest) -> HttpResponse:
    source = number_of(request.POST.get("source", "")) or 0

    def do() -> None:
        remove_source(**_who(request), source_id=source)

    return _pressed(request, do, _("Removed. We forgot its times."))


def _added(request: PortalRequest, form: CalendarForm) -> HttpResponse:
    if file := form.cleaned_data["file"]:
        source = add_file(**_who(request), content=file.read())
        messages.success(request, _("Read. We keep only when you are busy."))
        if source.skipped:
            messages.info(request, _("Some entries repeat in a way that we do not read. We left them out."))
    else:
        add_address(**_who(request), address=form.cleaned_data["address"])
        messages.success(request, _("Saved. We ask this address within a few minutes, and then every hour."))
    return see_other("clinic:calendar")


def _who(request: PortalRequest) -> dict[str, Any]:
    return {"provider_id": request.provider.pk, "by": request.user, "now": timezone.now()}


def _pressed(request: PortalRequest, do: Callable[[], object], done: str) -> HttpResponse:
    try:
        do()
        messages.success(request, done)
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("clinic:calendar")


def _page(request: PortalRequest, form: CalendarForm, *, status: int) -> HttpResponse:
    now, held = timezone.now(), CalendarFeed.objects.filter(provider=request.provider).first()
    places = [(place, free_time(place, now=now)) for place in request.standing.places if place.hours.all()]
    context = {
        "form": form,
        "feed": held,
        "address": address_of_feed(held) if held else "",
        "sources": request.provider.busy_sources.all(),
        "zone": request.standing.places[0].time_zone if request.standing.places else "UTC",
        "proposals": [(place, at) for place, at in places if at],
    }
    return render(request, "providers/clinics/calendar.html", context, status=status)
