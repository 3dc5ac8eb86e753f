"""How people pay at a place, park and get in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, may_run_twice, see_other
from providers.clinics.forms.facts import FactsForm
from providers.clinics.services.facts import save_facts
from providers.directory.models import PlaceWays, PracticeLocation
from providers.portal.acting import place_named
from providers.portal.http import PortalRequest, for_team, posted
from providers.teams.rules.deeds import Deed


@may_run_twice
@require_http_methods(["GET", "HEAD", "POST"])
@for_team(Deed.OFFER, of=place_named)
def facts(request: PortalRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(PracticeLocation, pk=pk, provider=request.provider)
    held = PlaceWays.objects.filter(place=place).first()
    initial = {"pay": held.pay, "park": held.park, "get_in": held.get_in} if held else {}
    form = FactsForm(posted(request)[0], initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        who: dict[str, Any] = {"provider_id": request.provider.pk, "location_id": place.pk, "by": request.user}
        try:
            save_facts(**who, **form.cleaned_data, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return see_other("provider:places")
    context = {"form": form, "location": place, "standing": request.standing}
    return render(request, "providers/clinics/facts.html", context, status=UNPROCESSABLE if form.errors else 200)
