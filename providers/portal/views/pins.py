"""Confirm where a clinic stands, or move its pin: by a press on the dial, by four buttons, or by two numbers of a map.
Nothing is kept before Save, and no map service learns of it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from caarisma.common.errors import UserFacingError
from caarisma.common.http import UNPROCESSABLE, see_other
from matching.engine import great_circle_miles
from matching.lists.dial import DialPlace
from providers.directory.enums import PlacedBy
from providers.directory.models import PracticeLocation
from providers.pins.dial import SCALES, SHOWN_HEIGHT, SHOWN_WIDTH, STEPS, drawn, pressed, stepped
from providers.pins.rules import Spot, read_spot, require_near
from providers.pins.services import address_point, set_pin
from providers.portal.http import PortalRequest, for_proven


@require_http_methods(["GET", "HEAD", "POST"])
@for_proven
def pin(request: PortalRequest, pk: int) -> HttpResponse:
    place = _own(request, pk)
    spot, scale, problem = (place.latitude, place.longitude), SCALES[1], ""
    if request.method == "POST":
        scale = _scale(request.POST.get("scale", ""))
        try:
            spot = read_spot(request.POST.get("spot", ""))
            spot = _meant(request, spot, scale)
            require_near(spot, placed=address_point(place), zip_code=place.zip_code)
            if "save" in request.POST:
                _keep(request, place, spot)
                return see_other("provider:places")
        except UserFacingError as error:
            problem = error.message
    at = f"{spot[0]:.6f},{spot[1]:.6f}"
    context: dict[str, Any] = {
        "location": place,
        "problem": problem,
        "spot": at,
        "typed": request.POST.get("typed", "") if problem else "",
        "scale": scale,
        "scales": SCALES,
        "map": f"{reverse('provider:pin_map_of', args=[place.pk])}?{urlencode({'at': at, 'scale': scale})}",
        "width": SHOWN_WIDTH,
        "height": SHOWN_HEIGHT,
        "is_zip": place.placed_by == PlacedBy.ZIP,
        "moved": spot != (place.latitude, place.longitude),
        "elsewhere": f"https://www.openstreetmap.org/?mlat={spot[0]}&mlon={spot[1]}#map=17/{spot[0]}/{spot[1]}",
    }
    return render(request, "providers/portal/pin.html", context, status=UNPROCESSABLE if problem else 200)


@require_safe
@for_proven
def pin_map(request: PortalRequest, pk: int) -> HttpResponse:
    """The dial as a picture, since only a picture tells where it was pressed without JavaScript."""
    place = _own(request, pk)
    try:
        spot = read_spot(request.GET.get("at", f"{place.latitude:.6f},{place.longitude:.6f}"))
        require_near(spot, placed=address_point(place), zip_code=place.zip_code)
    except UserFacingError:
        raise Http404 from None
    placed = address_point(place)
    middle = DialPlace(
        label="",
        name="",
        target="",
        latitude=placed.latitude,
        longitude=placed.longitude,
        miles=great_circle_miles(*spot, placed.latitude, placed.longitude),
    )
    dial = drawn(spot, scale=_scale(request.GET.get("scale", "")), middle=middle)
    context = {"dial": dial, "width": SHOWN_WIDTH, "height": SHOWN_HEIGHT, "zip": place.zip_code}
    return render(request, "providers/portal/pin_map.svg", context, content_type="image/svg+xml")


def _meant(request: PortalRequest, spot: Spot, scale: float) -> Spot:
    """Where the pin is after this press."""
    sent = request.POST
    if sent.get("move") in STEPS:
        return stepped(spot, sent["move"], scale=scale)
    if "show" in sent:
        return read_spot(sent.get("typed", ""))
    x, y = sent.get("at.x", ""), sent.get("at.y", "")
    if x.isdecimal() and y.isdecimal() and len(x) < 5 and len(y) < 5 and (x, y) != ("0", "0"):  # a key tells no point
        return pressed(spot, int(x), int(y), scale=scale)
    return spot


def _keep(request: PortalRequest, place: PracticeLocation, spot: Spot) -> None:
    set_pin(
        provider_id=request.provider.pk,
        location_id=place.pk,
        spot=spot,
        seen=request.POST.get("zip", ""),
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("Saved. Patients read the distance from this pin."))


def _scale(typed: str) -> float:
    return next((scale for scale in SCALES if str(scale) == typed), SCALES[1])


def _own(request: PortalRequest, pk: int) -> PracticeLocation:
    return get_object_or_404(PracticeLocation, pk=pk, provider=request.provider)
