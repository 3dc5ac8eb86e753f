"""Keep where a clinic stands."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.enums import PlacedBy
from providers.directory.geocoding.street import Placed, locate_address
from providers.directory.models import PracticeLocation
from providers.pins.rules import Spot, require_near
from providers.vetting.claims.ownership import require_proof
from providers.vetting.locks import lock_provider


def address_point(location: PracticeLocation) -> Placed:
    """Where the address alone puts it: the street as far as we know it, else the middle of the ZIP code."""
    return locate_address(
        line1=location.line1, city=location.city, state=location.state, zip_code=location.zip_code, ask=False
    )


@transaction.atomic
def set_pin(*, provider_id: int, location_id: int, spot: Spot, seen: str, by: User, now: datetime) -> PracticeLocation:
    """`seen`: the ZIP code that the person looked at. UserFacingError for a pin too far from the address, for one whose
    address has changed meanwhile, and while the owner is unproven."""
    provider = require_proof(lock_provider(provider_id))
    location = PracticeLocation.objects.select_for_update(of=("self",)).get(pk=location_id, provider=provider)
    if location.zip_code != seen:
        raise UserFacingError(_("The address has changed. Look at the pin again."))
    require_near(spot, placed=address_point(location), zip_code=location.zip_code)
    location.latitude, location.longitude = spot
    location.placed_by = PlacedBy.PIN
    location.save(update_fields=["latitude", "longitude", "placed_by", "updated_at"])
    write_audit(actor=by, verb="place.pin", about=f"providers.practicelocation {location.pk}", now=now)
    return location
