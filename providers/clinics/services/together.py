"""One price list and one week of hours for several providers who work at one address: said once, kept for each."""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.models import Offering, PracticeLocation
from providers.prices.forms.prices import Price
from providers.profile.services.places import save_hours, save_prices
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
    prices, hours = _prices(place, beside) if "prices" in what else {}, _hours(place) if "hours" in what else {}
    for one in beside:
        who: dict[str, Any] = {"provider_id": one.provider_id, "location_id": one.pk, "by": by, "now": now}
        try:
            if prices:
                save_prices(**who, prices=prices[one.pk])
            if hours:
                save_hours(**who, spans=hours, opening=one.next_opening_at, second=one.second_opening_at)
        except UserFacingError as error:
            name = one.provider.name_with_credentials
            raise UserFacingError(_("%(name)s: %(why)s") % {"name": name, "why": error.message}) from None
    return beside


def _prices(place: PracticeLocation, beside: Collection[PracticeLocation]) -> dict[int, dict[int, Price]]:
    """Place -> its new lines, each with the sessions that were given there."""
    lines = list(place.offerings.filter(is_active=True, area_concern__is_active=True))
    if not lines:
        raise UserFacingError(_("There is no price to copy yet."))
    held = Offering.objects.filter(location__in=beside).values_list("location", "area_concern", "sessions_done")
    given = {(location, row): done for location, row, done in held}
    return {
        one.pk: {
            line.area_concern_id: Price(
                price=line.price_per_session, sessions_done=given.get((one.pk, line.area_concern_id), 0)
            )
            for line in lines
        }
        for one in beside
    }


def _hours(place: PracticeLocation) -> dict[int, list[tuple[time, time]]]:
    spans: dict[int, list[tuple[time, time]]] = {}
    for span in place.hours.all():
        spans.setdefault(span.weekday, []).append((span.opens, span.closes))
    if not spans:
        raise UserFacingError(_("There are no hours to copy yet."))
    return spans
