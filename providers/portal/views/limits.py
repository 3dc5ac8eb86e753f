"""How many requests a place takes in a week, and until when it takes none."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caarisma.common.http import see_other
from matching.consultations.models import PlaceCapacity
from matching.consultations.rules.wall_times import day_of
from matching.consultations.steps.capacity import full_until, say_capacity
from providers.directory.models import PracticeLocation
from providers.portal.acting import place_named
from providers.portal.forms.requests import LimitsForm
from providers.portal.http import PortalRequest, answer, for_team, posted
from providers.teams.rules.deeds import Deed


@require_http_methods(["GET", "HEAD", "POST"])
@for_team(Deed.HOURS, of=place_named)
def limits(request: PortalRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(PracticeLocation, pk=pk, provider=request.provider)
    now = timezone.now()
    today = day_of(now, place.time_zone)
    form = LimitsForm(posted(request)[0], today=today, initial=_said(place), label_suffix="")
    if request.method == "POST" and form.is_valid():
        said = {"places": form.cleaned_data["places"], "until": form.cleaned_data["until"]}
        say_capacity(place_id=place.pk, **said, by=request.user, now=now)
        messages.success(request, _("Saved."))
        return see_other("provider:requests")
    full = full_until(place, now=now)
    return answer(request, "requests/limits", form, location=place, full_until=full, standing=request.standing)


def _said(place: PracticeLocation) -> dict[str, object]:
    said = PlaceCapacity.objects.filter(place=place).first()
    return {"places": said.places_a_week, "until": said.full_until} if said else {}
