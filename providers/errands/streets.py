"""Where a clinic's street is. It stands on the middle of its ZIP code until the geocoder was asked."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from providers.directory.enums import PlacedBy
from providers.directory.geocoding.street import Placed, locate_address
from providers.directory.models import PracticeLocation
from providers.errands.models import Errand
from providers.screening.enums import Fact
from providers.screening.models import ProposedChange
from providers.vetting.locks import lock_provider

ASKED: Final = ("line1", "city", "state", "zip_code")


class NotFoundNow(Exception):
    """The geocoder did not answer, so the middle of the ZIP code stays for now."""


def find_street(errand: Errand, *, now: datetime) -> str:
    """Of the clinic as it stands, and as it will if the desk agrees. Asked outside of any transaction."""
    location = errand.location
    assert location is not None
    proposed = [change.values for change in _changes(location) if "latitude" in change.values]
    for values in ({}, *proposed):
        address = _address({**vars(location), **values})
        placed = locate_address(**address)
        if not placed.is_final:
            raise NotFoundNow
        if placed.placed_by == PlacedBy.STREET:
            _put(location, address, placed)
    return ""


def _changes(location: PracticeLocation) -> Any:
    held = ProposedChange.objects.open().filter(provider=location.provider_id, fact=Fact.PLACE)
    return held.filter(values__location=location.pk)


def _address(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ASKED}


@transaction.atomic
def _put(location: PracticeLocation, address: dict[str, Any], placed: Placed) -> None:
    """Only where the address is still the one that was asked about, and nobody set a pin meanwhile."""
    lock_provider(location.provider_id)
    spot = {"latitude": placed.latitude, "longitude": placed.longitude, "placed_by": placed.placed_by}
    here = PracticeLocation.objects.filter(pk=location.pk, **address).exclude(placed_by=PlacedBy.PIN)
    here.exclude(**spot).update(**spot)
    for change in _changes(location).select_for_update():
        if "latitude" in change.values and _address({**vars(location), **change.values}) == address:
            change.values = {**change.values, **spot}
            change.save(update_fields=["values", "updated_at"])
