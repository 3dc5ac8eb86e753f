"""Prices of a place: one session, packages, a list from elsewhere, and that all is still right."""

from typing import Final

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from caarisma.common.errors import UserFacingError
from caarisma.common.http import may_run_twice, see_other
from providers.directory.models import Offering, PracticeLocation
from providers.portal.acting import place_named
from providers.portal.http import PortalRequest, answer, for_team, posted
from providers.portal.onward import saved
from providers.portal.standing import Standing
from providers.prices.forms.packages import PackagesForm
from providers.prices.forms.pasting import PasteForm
from providers.prices.forms.prices import PricesForm
from providers.prices.models import Package
from providers.prices.rules.pasting import NamedService, Pasted, read_pasted, typed_in
from providers.prices.services.confirming import confirm_prices
from providers.prices.services.packages import save_packages
from providers.profile.services.places import save_prices
from providers.teams.rules.deeds import Deed
from providers.words.selectors import sessions_waiting
from treatments.models import AreaConcern

METHODS: Final = ["GET", "HEAD", "POST"]


@may_run_twice
@require_http_methods(METHODS)
@for_team(Deed.OFFER, of=place_named)
def prices(request: PortalRequest, pk: int) -> HttpResponse:
    location = _own(request, pk)
    source = _copied(request, location)
    shown = _lines(source, request.standing) if source else None
    form = _prices_form(request, location, posted(request)[0], shown=shown)
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
            return saved(request, "prices", else_to=reverse("provider:home"))
    return _prices_page(request, location, form, copied=source)


@require_http_methods(METHODS)
@for_team(Deed.OFFER, of=place_named)
def paste(request: PortalRequest, pk: int) -> HttpResponse:
    """What was read fills in the form of prices, beside what stands there. Nothing is saved by it."""
    location, form = _own(request, pk), PasteForm(*posted(request), label_suffix="")
    if request.method != "POST" or not form.is_valid():
        return answer(request, "paste", form, location=location, standing=request.standing)
    found = read_pasted(form.text(), [_service(row) for row in _rows()])
    if not found.prices:
        form.add_error(
            "rows", _("We found none of our treatments in it. Name the part of the body, the use and a price")
        )
        return answer(request, "paste", form, location=location, standing=request.standing)
    before = _prices_form(request, location, None)
    typed = {name: before[name].value() for name in before.fields} | dict(typed_in(found))
    return _prices_page(request, location, _prices_form(request, location, typed), pasted=found)


@may_run_twice
@require_http_methods(METHODS)
@for_team(Deed.OFFER, of=place_named)
def packages(request: PortalRequest, pk: int) -> HttpResponse:
    location = _own(request, pk)
    held = Prefetch("packages", queryset=Package.objects.order_by("sessions"))
    rows = location.offerings.filter(is_active=True).select_related("area_concern__area", "area_concern__concern")
    offerings = list(
        rows.prefetch_related(held).order_by("area_concern__area__position", "area_concern__concern__position")
    )
    on_record = {offering.pk: list(offering.packages.all()) for offering in offerings}
    form = PackagesForm(posted(request)[0], offerings=offerings, held=on_record)
    if request.method == "POST" and form.is_valid():
        try:
            save_packages(
                provider_id=request.provider.pk,
                location_id=location.pk,
                wanted=form.wanted,
                by=request.user,
                now=timezone.now(),
            )
        except UserFacingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            return see_other("provider:prices_of", pk=location.pk)
    return answer(request, "packages", form, location=location, standing=request.standing)


@require_POST
@for_team(Deed.OFFER)
def still_right(request: PortalRequest) -> HttpResponse:
    if confirm_prices(provider_id=request.provider.pk, by=request.user, now=timezone.now()):
        messages.success(request, _("Thank you. Patients see the date beside your prices."))
    return see_other("provider:home")


def _prices_form(
    request: PortalRequest, location: PracticeLocation, data: object, shown: dict[int, Offering] | None = None
) -> PricesForm:
    return PricesForm(data, rows=_rows(), offered=_lines(location, request.standing), shown=shown)


def _prices_page(
    request: PortalRequest,
    location: PracticeLocation,
    form: PricesForm,
    *,
    copied: PracticeLocation | None = None,
    pasted: Pasted | None = None,
) -> HttpResponse:
    asked = sessions_waiting(request.provider.pk)
    read = len(pasted.prices) if pasted else 0
    words = ngettext(
        "We read %(n)s price. Look at it, then save.", "We read %(n)s prices. Look at them, then save.", read
    )
    context = {
        "location": location,
        "standing": request.standing,
        "copied": copied,
        "pasted": pasted,
        "pasted_words": words % {"n": read},
        "waiting": [said for said in asked.values() if said.offering.location_id == location.pk],
        "others": [place for place in request.standing.places if place.pk != location.pk and place.offerings.all()],
        "action": request.path.removesuffix("paste/") if pasted else "",
    }
    return answer(request, "prices", form, 200 if pasted else 0, **context)


def _copied(request: PortalRequest, location: PracticeLocation) -> PracticeLocation | None:
    """The other place that ?from= names, to begin with its prices."""
    named = request.GET.get("from", "")
    others = [place for place in request.standing.places if place.pk != location.pk]
    return next((place for place in others if str(place.pk) == named), None) if request.method != "POST" else None


def _lines(place: PracticeLocation, standing: Standing) -> dict[int, Offering]:
    """With the sessions that wait for our question: they are what they want, so it is what they find here."""
    lines = [each for each in place.offerings.all() if each.is_active or standing.waits(each)]
    asked = sessions_waiting(place.provider_id)
    for offering in lines:
        offering.sessions_done = asked[offering.pk].said if offering.pk in asked else offering.sessions_done
    return {offering.area_concern_id: offering for offering in lines}


def _rows() -> list[AreaConcern]:
    rows = AreaConcern.objects.filter(is_active=True).select_related("area", "concern")
    return list(rows.order_by("area__position", "concern__position"))


def _service(row: AreaConcern) -> NamedService:
    area, concern = row.area, row.concern
    return NamedService(row.pk, (area.name_en, area.name_es), (concern.name_en, concern.name_es))


def _own(request: PortalRequest, pk: int) -> PracticeLocation:
    return get_object_or_404(PracticeLocation, pk=pk, provider=request.provider)
