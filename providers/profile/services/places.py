"""Where a provider works, what they offer there, and when. Prices and hours are live at once. Name, phone and address
of a clinic that patients see are not: they stand beside our checks.

UserFacingError from all of it while the owner of a profile that patients see is unproven (ownership.require_proof).
"""

from collections.abc import Collection, Mapping
from datetime import datetime, time
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.changes.services.proposing import (
    ADDRESS,
    MOVES,
    drop_changes,
    lines_that_wait,
    product_looked_at,
    propose_correction,
    propose_lines,
    propose_place,
    settle_drafts,
)
from providers.directory.geocoding.street import locate_address
from providers.directory.models import Offering, PracticeLocation, Provider, WeeklyHours
from providers.directory.traits import BOXES
from providers.errands.enums import ErrandKind
from providers.errands.running import send_off
from providers.prices.services.confirming import note_prices
from providers.screening.enums import Fact
from providers.teams.acting import is_allowed, require_may
from providers.teams.enums import Did
from providers.teams.rules.deeds import Deed
from providers.teams.services.acts import note
from providers.vetting.cases.finishing import product_of
from providers.vetting.cases.working_case import open_case_for_change, was_and_is
from providers.vetting.claims.ownership import require_proof, was_approved
from providers.vetting.exclusions.matching import match_provider
from providers.vetting.locks import lock_provider
from providers.words.services.saying import settle_sessions
from treatments.models import AreaConcern

CHECKED_FIELDS: Final = ("clinic_name", "phone", *ADDRESS)
OPEN_FIELDS: Final = ("owner_name", "accepting_patients", "first_visit_fee", "first_visit_fee_credited", *BOXES)
MOST_PLACES: Final = 10


class Priced(Protocol):
    """Whole dollars of one session, and how many were given."""

    @property
    def price(self) -> int: ...
    @property
    def sessions_done(self) -> int: ...


def save_place(
    *, provider_id: int, location_id: int | None, values: Mapping[str, Any], by: User, now: datetime
) -> PracticeLocation:
    """Add a place or change one. It stands on the middle of its ZIP code until the geocoder was asked about its street.

    After an approval a new place stays off until the desk has checked it. One that patients see keeps its name, phone
    and address until then, and its prices and hours for good: a corrected suite is the same clinic.
    """
    placed = locate_address(**{name: values[name] for name in ("line1", "city", "state", "zip_code")}, ask=False)
    spot = {
        "latitude": placed.latitude,
        "longitude": placed.longitude,
        "time_zone": placed.time_zone,
        "placed_by": placed.placed_by,
    }
    with transaction.atomic():
        provider = require_proof(lock_provider(provider_id))
        require_may(provider, by, Deed.FACT)
        location = _lock_or_begin_place(provider, location_id)
        changed = {name: values[name] for name in CHECKED_FIELDS if getattr(location, name) != values[name]}
        moves = not MOVES.isdisjoint(changed)
        wanted = {name: values[name] for name in OPEN_FIELDS}
        _keep(location, wanted, changed, spot if moves else {}, by=by, now=now)
        if moves and not placed.is_final:
            send_off(kind=ErrandKind.STREET, by=by, now=now, location=location)
        return location


def _keep(
    location: PracticeLocation,
    wanted: Mapping[str, Any],
    changed: Mapping[str, Any],
    spot: Mapping[str, Any],
    *,
    by: User,
    now: datetime,
) -> None:
    provider = location.provider
    if not was_approved(provider.pk):
        before = {name: getattr(location, name) for name in changed}
        _fill(location, {**wanted, **changed, **spot})
        if changed:
            words = was_and_is(PracticeLocation, before, changed)
            open_case_for_change(provider_id=provider.pk, what=Fact.PLACE, by=by, now=now, words=words)
    elif location.is_active and location.pk is not None:
        _fill(location, wanted)
        propose_correction(location=location, values=changed, spot=spot, by=by, now=now)
        match_provider(provider_id=provider.pk, now=now)  # the owner may be another
    else:
        _fill(location, {**wanted, **changed, **spot, "is_active": False})
        if changed:
            propose_place(location=location, by=by, now=now)


def _fill(location: PracticeLocation, wanted: Mapping[str, Any]) -> None:
    for name, value in wanted.items():
        setattr(location, name, value)
    location.save()


def _lock_or_begin_place(provider: Provider, location_id: int | None) -> PracticeLocation:
    if location_id is not None:
        return PracticeLocation.objects.select_for_update(of=("self",)).get(pk=location_id, provider=provider)
    if provider.locations.count() >= MOST_PLACES:
        raise UserFacingError(_("Ten places are the most. Write to us if you work at more."))
    return PracticeLocation(provider=provider)


@transaction.atomic
def leave_place(*, provider_id: int, location_id: int, by: User, now: datetime) -> None:
    """The provider no longer works here: off every list at once. Nothing is deleted."""
    provider = require_proof(lock_provider(provider_id))
    require_may(provider, by, Deed.FACT)
    location = _lock_or_begin_place(provider, location_id)
    location.is_active = False
    location.save(update_fields=["is_active", "updated_at"])
    # What waits about it must not come back with a decision.
    drop_changes(provider=provider, about=f"place:{location.pk}", by=by, now=now)
    drop_changes(provider=provider, about=f"lines:{location.pk}", by=by, now=now)


@transaction.atomic
def save_prices(*, provider_id: int, location_id: int, prices: Mapping[int, Priced], by: User, now: datetime) -> None:
    """What is offered at a place: AreaConcern id -> price. A line that is gone is turned off, not deleted.

    After an approval a concern that needs the products checked is kept off until the desk has looked at them: live at
    once, it would take the whole place off the lists. So the provider adds it, and not their team. A product that was
    looked at and is in date carries it at once.
    """
    provider = require_proof(lock_provider(provider_id))
    require_may(provider, by, Deed.OFFER)
    location = _lock_or_begin_place(provider, location_id)
    known = AreaConcern.objects.filter(is_active=True, pk__in=prices).select_related("concern")
    rows = {row.pk: row for row in known}
    if set(rows) != set(prices):
        raise UserFacingError(_("The list of treatments has changed. Look at it again."))
    approved, today = was_approved(provider_id), now.astimezone(ZoneInfo(location.time_zone)).date()
    look = product_looked_at(provider, today=today) if approved else None
    offered = {offering.area_concern_id: offering for offering in location.offerings.select_for_update()}
    held = set()
    for pk, wanted in prices.items():
        offering = offered.pop(pk, None) or Offering(location=location, area_concern=rows[pk], is_active=False)
        begins = rows[pk].concern.needs_fda_note and not offering.is_active and approved and location.is_active
        offering.price_per_session = wanted.price
        offering.is_active = look is not None or not begins
        if begins and look:
            for name, value in product_of(look).items():
                setattr(offering, name, value)
        offering.sessions_done = settle_sessions(offering=offering, said=wanted.sessions_done, by=by, now=now)
        offering.save()
        held |= set() if offering.is_active else {offering.pk}
    location.offerings.filter(pk__in=[offering.pk for offering in offered.values()]).update(is_active=False)
    if approved and location.is_active:
        if held - lines_that_wait(location) and not is_allowed(by.pk, provider, Deed.FACT):
            raise UserFacingError(_("We check the products for this first. Only the provider can add it."))
        propose_lines(location=location, offerings=held, by=by, now=now)
    elif approved:  # a place that waits takes its treatments along
        settle_drafts(provider=provider, by=by, now=now)
    note(provider, Did.PRICES, by=by, place=location, now=now)
    note_prices([location], by=by, now=now)


@transaction.atomic
def save_hours(
    *,
    provider_id: int,
    location_id: int,
    spans: Mapping[int, Collection[tuple[time, time]]],
    opening: datetime | None,
    second: datetime | None = None,
    by: User,
    now: datetime,
) -> None:
    """All weekly hours in the clinic's own time (weekday -> spans), the next free time and a second one. Confirmed by
    this."""
    provider = require_proof(lock_provider(provider_id))
    require_may(provider, by, Deed.HOURS)
    location = _lock_or_begin_place(provider, location_id)
    location.hours.all().delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(location=location, weekday=day, opens=opens, closes=closes)
        for day, of_the_day in spans.items()
        for opens, closes in of_the_day
    )
    location.next_opening_at, location.second_opening_at = opening, second
    _confirm(location, now)
    note(provider, Did.HOURS, by=by, place=location, now=now)


@transaction.atomic
def confirm_hours(*, provider_id: int, by: User, now: datetime) -> int:
    """ "Still right": hours and openings of all places that have some. Returns how many there are."""
    has_hours = Exists(WeeklyHours.objects.filter(location=OuterRef("pk")))
    provider = require_proof(lock_provider(provider_id))
    require_may(provider, by, Deed.HOURS)
    held = provider.locations.select_for_update(of=("self",))
    places = list(held.filter(has_hours, is_active=True))
    for location in places:
        _confirm(location, now)
    note(provider, Did.STILL_RIGHT, by=by, now=now)
    return len(places)


def _confirm(location: PracticeLocation, now: datetime) -> None:
    location.hours_confirmed_on = now.astimezone(ZoneInfo(location.time_zone)).date()
    location.save(update_fields=["next_opening_at", "second_opening_at", "hours_confirmed_on", "updated_at"])
