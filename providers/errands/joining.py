"""The registry is asked about the number of somebody who joins, and then it is theirs or a person of ours decides."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.enums import Profession
from providers.directory.models import Provider
from providers.errands.models import Errand
from providers.registry.nppes_api import NpiFound, NpiNotFound, look_up
from providers.registry.nppes_record import RegistryRecord
from providers.vetting.claims.claiming import Claimant, ClaimOutcome, claim_npi


def give_number_to(errand: Errand, *, now: datetime) -> str:
    with translation.override(errand.answers["language"]):
        claim_typed(errand.answers, by=errand.asked_by, now=now)
    return ""


def claim_typed(typed: dict[str, Any], *, by: User, now: datetime) -> ClaimOutcome:
    """The registry is asked before the transaction: it may take seconds. UserFacingError when it cannot be theirs."""
    claimant = Claimant(
        npi=typed["npi"],
        profession=Profession(typed["profession"]),
        first_name=typed["first_name"],
        last_name=typed["last_name"],
        record=None if is_held(typed["npi"]) else _record_of(typed["npi"]),
    )
    return claim_npi(claimant=claimant, by=by, now=now)


def is_held(npi: str) -> bool:
    """Then a person of ours decides, whatever the registry says."""
    return Provider.objects.filter(npi=npi, user__isnull=False).exists()


def _record_of(npi: str) -> RegistryRecord | None:
    """The person's record, None when the registry does not answer. UserFacingError when the number cannot be theirs."""
    answered = look_up(npi, attempts=1)
    if isinstance(answered, NpiNotFound):
        if answered.deactivated:
            raise UserFacingError(_("The registry says that this NPI is no longer in use."))
        raise UserFacingError(_("The registry does not know this NPI. A new one takes a day or two to appear."))
    if not isinstance(answered, NpiFound):
        return None
    if not answered.record.is_person:
        raise UserFacingError(_("This is the NPI of an organization. Enter your own, which is type 1."))
    if not answered.record.is_in_use:
        raise UserFacingError(_("The registry says that this NPI is no longer in use."))
    return answered.record
