"""The prices and hours of one place, for others who work at the same address."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.clinics.forms.together import TogetherForm
from providers.clinics.services.together import copy_to, places_beside
from providers.directory.models import PracticeLocation
from providers.portal.acting import place_named
from providers.portal.http import PortalRequest, for_team, posted
from providers.teams.rules.deeds import Deed


@require_http_methods(["GET", "HEAD", "POST"])
@for_team(Deed.OFFER, of=place_named)
def together(request: PortalRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(PracticeLocation, pk=pk, provider=request.provider)
    beside = places_beside(place, by=request.user)
    form, status = TogetherForm(posted(request)[0], beside=beside), UNPROCESSABLE
    if request.method == "POST" and form.is_valid():
        said = {"to": form.cleaned_data["to"], "what": form.cleaned_data["what"]}
        try:
            done = copy_to(place, **said, by=request.user, now=timezone.now())
        except UserFacingError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            words = ngettext("Saved for %(count)s person.", "Saved for %(count)s people.", len(done))
            messages.success(request, words % {"count": len(done)})
            return see_other("provider:places")
    context = {"form": form, "location": place, "beside": beside, "standing": request.standing}
    return render(request, "providers/clinics/together.html", context, status=status if form.errors else 200)
