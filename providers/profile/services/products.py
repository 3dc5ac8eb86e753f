"""What is used for the treatments of a place, as the provider says. For uses with the FDA's note the desk looks at a
statement first (portal/filing.py); these are live at once, and a product that was warned of hides its price at once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.models import Offering, PracticeLocation
from providers.directory.offered import is_noted
from providers.teams.acting import require_may
from providers.teams.enums import Did
from providers.teams.rules.deeds import Deed
from providers.teams.services.acts import note
from providers.vetting.claims.ownership import require_proof
from providers.vetting.locks import lock_provider


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidProduct:
    """All empty: nothing is named."""

    product: str
    product_maker: str
    product_source: str
    product_bought_from: str


@transaction.atomic
def save_products(
    *, provider_id: int, location_id: int, named: Mapping[int, SaidProduct], by: User, now: datetime
) -> None:
    """Offering id -> what is said. UserFacingError when a line is not there any more, with nothing saved."""
    provider = require_proof(lock_provider(provider_id))
    require_may(provider, by, Deed.OFFER)
    lines = Offering.objects.select_for_update(of=("self",)).filter(
        ~is_noted(), pk__in=named, location=location_id, location__provider=provider
    )
    found = {line.pk: line for line in lines}
    if found.keys() != named.keys():
        raise UserFacingError(_("The list of treatments has changed. Look at it again."))
    note(provider, Did.PRODUCTS, by=by, place=PracticeLocation.objects.get(pk=location_id), now=now)
    for pk, line in found.items():
        said = {key: value.strip() for key, value in asdict(named[pk]).items()}
        if any(getattr(line, key) != value for key, value in said.items()):
            for key, value in said.items():
                setattr(line, key, value)
            line.updated_at = now
            line.save(update_fields=[*said, "updated_at"])
