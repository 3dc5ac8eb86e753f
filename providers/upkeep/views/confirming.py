"""All that patients read of each place, and one button that says that it is right."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from providers.portal.http import PortalRequest, for_team, posted
from providers.profile.services.confirming import confirm_places
from providers.teams.rules.deeds import Deed
from providers.upkeep.confirmable import shown_of
from providers.upkeep.forms.confirming import StillRightForm


@require_http_methods(["GET", "HEAD", "POST"])
@for_team(Deed.SPEAK)
def confirm(request: PortalRequest) -> HttpResponse:
    places = [place for place in request.standing.places if place.is_active]
    form = StillRightForm(posted(request)[0], places=places, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            done = confirm_places(
                provider_id=request.provider.pk,
                place_ids=form.cleaned_data["place"],
                by=request.user,
                now=timezone.now(),
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            told = ngettext("Thank you. %d place is right.", "Thank you. %d places are right.", done) % done
            messages.success(request, told)
            return see_other("upkeep:ends")
    context = {"form": form, "places": [shown_of(place) for place in places], "standing": request.standing}
    return render(request, "providers/upkeep/confirm.html", context, status=UNPROCESSABLE if form.errors else 200)
