"""What a clinic says of its answers: that it is here, when it is shut, and what holds since its clock was put right."""

from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.consultations.clinics.days_off import close_days, forget_day, open_day
from matching.consultations.clinics.returning import here_left, say_we_are_here
from matching.consultations.enums import ZoneChoice
from matching.consultations.rules.wall_times import day_of
from matching.consultations.selectors import nudge_of, special_days
from matching.consultations.services.zones import settle_zone, unsettled_visits
from matching.consultations.zone_questions import zone_questions
from providers.directory.models import PracticeLocation
from providers.portal.acting import place_named
from providers.portal.forms.answering import DaysOffForm, ZoneForm
from providers.portal.http import PortalRequest, answer, for_team, posted
from providers.teams.rules.deeds import Deed


def answering_of(request: PortalRequest) -> dict[str, object]:
    """For the front page. The day on which new requests stop is one by the clinic's clock."""
    nudge, places = nudge_of(provider_id=request.provider.pk), request.standing.places
    zone = places[0].time_zone if places else "UTC"
    return {
        "nudge": nudge,
        "here_left": here_left(request.provider.pk, now=timezone.now()) if nudge else 0,
        "pauses_on": nudge and day_of(nudge.pauses_at, zone),
        "zones_open": unsettled_visits(now=timezone.now()).filter(provider=request.provider).exists(),
    }


@require_POST
@for_team(Deed.ANSWER)
def here(request: PortalRequest) -> HttpResponse:
    try:
        if say_we_are_here(provider_id=request.provider.pk, by=request.user, now=timezone.now()):
            messages.success(request, _("Thank you. Patients can ask you again."))
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("provider:home")


@require_http_methods(["GET", "HEAD", "POST"])
@for_team(Deed.HOURS, of=place_named)
def days_off(request: PortalRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(PracticeLocation, pk=pk, provider=request.provider)
    if "forget" in request.POST:
        return _forget(request, place)
    today = day_of(timezone.now(), place.time_zone)
    form = DaysOffForm(posted(request)[0], today=today, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, place, form)
            messages.success(request, _("Saved."))
            return see_other("provider:days_off_of", pk=place.pk)
        except UserFacingError as error:
            form.add_error("first", error.message)
    days = special_days(place_id=place.pk, since=today)
    return answer(request, "days_off", form, location=place, days=days, standing=request.standing)


def _keep(request: PortalRequest, place: PracticeLocation, form: DaysOffForm) -> None:
    first, now = form.cleaned_data["first"], timezone.now()
    if form.cleaned_data["works"]:
        open_day(place_id=place.pk, day=first, by=request.user, now=now)
    else:
        last = form.cleaned_data["last"] or first
        close_days(place_id=place.pk, first=first, last=last, by=request.user, now=now)


def _forget(request: PortalRequest, place: PracticeLocation) -> HttpResponse:
    try:
        day = date.fromisoformat(request.POST["forget"])
    except ValueError:
        raise Http404 from None
    try:
        forget_day(place_id=place.pk, day=day, by=request.user, now=timezone.now())
        messages.success(request, _("This day is as your weekly hours say."))
    except UserFacingError as error:
        messages.error(request, error.message)
    return see_other("provider:days_off_of", pk=place.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_team(Deed.ANSWER)
def zones(request: PortalRequest) -> HttpResponse:
    form, status = ZoneForm(posted(request)[0]), 200
    if request.method == "POST":
        status = UNPROCESSABLE
        try:
            if form.is_valid():
                _settle(request, form)
                return see_other("provider:zones")
            messages.error(request, _("Choose which of the two holds."))
        except UserFacingError as error:
            status = error.status
            messages.error(request, error.message)
    questions = zone_questions(by=request.user, now=timezone.now())
    context = {"questions": questions, "form_key": uuid4()}
    return render(request, "providers/portal/zones.html", context, status=status)


def _settle(request: PortalRequest, form: ZoneForm) -> None:
    said = form.cleaned_data
    settle_zone(
        request_id=said["request"],
        choice=ZoneChoice(said["choice"]),
        by=request.user,
        seen=said["seen"],
        form_key=said["form_key"],
        now=timezone.now(),
    )
    messages.success(request, _("Thank you. We told the patient."))
