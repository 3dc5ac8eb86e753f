"""One price list and one week of hours for several providers who work at one address: said once, kept for each."""

from collections.abc import Collection, Mapping
from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.models import Offering, PracticeLocation
from providers.portal.services.places import save_hours, save_prices
from providers.prices.forms.prices import Price
from providers.teams.acting import providers_for
from providers.teams.rules.deeds import Deed
from providers.vetting.locks import lock_providers


def places_beside(place: PracticeLocation, *, by: User) -> list[PracticeLocation]:
    """Of other providers whom this person keeps, at the same street and ZIP code."""
    beside = PracticeLocation.objects.filter(
        provider__in=providers_for(by.pk, Deed.OFFER),
        is_active=True,
        line1__iexact=place.line1,
        zip_code=place.zip_code,
    )
    return list(beside.exclude(provider=place.provider_id).select_related("provider").order_by("provider", "pk"))


@transaction.atomic
def copy_to(
    place: PracticeLocation, *, to: Collection[int], what: Collection[str], by: User, now: datetime
) -> list[PracticeLocation]:
    """Prices, hours or both of this place, for those beside it. How many sessions somebody gave and when they are free
    stays their own. All or none: UserFacingError names whose could not be saved.
    """
    beside = [one for one in places_beside(place, by=by) if one.pk in to]
    if len(beside) != len(set(to)) or not beside:
        raise UserFacingError(_("Somebody's place has changed. Look at the list again."))
    lock_providers([place.provider_id, *(one.provider_id for one in beside)])
    given = _sessions_given(beside)
    for one in beside:
        try:
            if "prices" in what:
                _copy_prices(place, one, given[one.pk], by=by, now=now)
            if "hours" in what:
                _copy_hours(place, one, by=by, now=now)
        except UserFacingError as error:
            name = one.provider.name_with_credentials
            raise UserFacingError(_("%(name)s: %(why)s") % {"name": name, "why": error.message}) from None
    return beside


def _sessions_given(places: Collection[PracticeLocation]) -> dict[int, dict[int, int]]:
    """Place -> AreaConcern -> how many sessions its provider gave."""
    given: dict[int, dict[int, int]] = {place.pk: {} for place in places}
    lines = Offering.objects.filter(location__in=places)
    for location, area_concern, sessions in lines.values_list("location", "area_concern", "sessions_done"):
        given[location][area_concern] = sessions
    return given


def _copy_prices(
    place: PracticeLocation, to: PracticeLocation, given: Mapping[int, int], *, by: User, now: datetime
) -> None:
    lines = place.offerings.filter(is_active=True, area_concern__is_active=True)
    prices = {
        line.area_concern_id: Price(price=line.price_per_session, sessions_done=given.get(line.area_concern_id, 0))
        for line in lines
    }
    if not prices:
        raise UserFacingError(_("There is no price to copy yet."))
    save_prices(provider_id=to.provider_id, location_id=to.pk, prices=prices, by=by, now=now)


def _copy_hours(place: PracticeLocation, to: PracticeLocation, *, by: User, now: datetime) -> None:
    spans: dict[int, list[tuple[time, time]]] = {}
    for span in place.hours.all():
        spans.setdefault(span.weekday, []).append((span.opens, span.closes))
    if not spans:
        raise UserFacingError(_("There are no hours to copy yet."))
    openings = {"opening": to.next_opening_at, "second": to.second_opening_at}
    save_hours(provider_id=to.provider_id, location_id=to.pk, spans=spans, **openings, by=by, now=now)
