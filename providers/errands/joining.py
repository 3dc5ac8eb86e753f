"""The registry is asked about the number of somebody who joins. What it says is kept for the next page, which shows it
first: then name and license type are compared with it, and the number is theirs or a person of ours decides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.enums import Profession
from providers.directory.models import Provider
from providers.errands.enums import ErrandKind
from providers.errands.models import Errand
from providers.registry.made_up import look_up_made_up
from providers.registry.nppes_api import NpiFound, NpiNotFound, look_up
from providers.registry.nppes_record import RegistryRecord, as_json, from_json
from providers.vetting.claims.claiming import Claimant, ClaimOutcome, claim_npi

ANSWERED: Final = "answered"  # what the errand says once the page can be shown


@dataclass(frozen=True, slots=True)
class JoinerFound:
    """What the registry said about a number that somebody typed. `record` is None where it did not answer, was not
    asked, or where the number is held: then a person of ours decides, whatever the registry says."""

    npi: str
    record: RegistryRecord | None
    is_made_up: bool


def look_for_joiner(errand: Errand, *, now: datetime) -> str:
    """A worker's part: keeps the answer in the errand. UserFacingError when the number cannot be theirs."""
    with translation.override(errand.answers["language"]):
        record = record_of_joiner(errand.answers["npi"])
    if record:
        errand.typed = {**errand.answers, "record": as_json(record)}
        errand.save(update_fields=["typed"])
    return ANSWERED


@transaction.atomic
def keep_found(*, npi: str, by: User, now: datetime) -> Errand:
    """The same at once, where nobody else's machine is asked."""
    record = record_of_joiner(npi)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two windows of one person come one by one
    Errand.objects.filter(kind=ErrandKind.JOIN, asked_by=by).delete()
    return Errand.objects.create(
        kind=ErrandKind.JOIN,
        asked_by=by,
        asked_at=now,
        available_at=now,
        done_at=now,
        said=ANSWERED,
        typed={"npi": npi, **({"record": as_json(record)} if record else {})},
    )


def found_for(user: User) -> JoinerFound | None:
    """What was found about the number that this person typed, and is not theirs yet."""
    errand = Errand.objects.filter(kind=ErrandKind.JOIN, asked_by=user, said=ANSWERED, done_at__isnull=False).first()
    if errand is None:
        return None
    kept = errand.answers.get("record")
    return JoinerFound(errand.answers["npi"], from_json(kept) if kept else None, bool(kept) and uses_made_up_people())


def claim_found(found: JoinerFound, who: dict[str, Any], *, by: User, now: datetime) -> ClaimOutcome:
    """`who`: first_name, last_name and profession, as typed. UserFacingError when it cannot be theirs."""
    claimant = Claimant(
        npi=found.npi,
        profession=Profession(who["profession"]),
        first_name=who["first_name"],
        last_name=who["last_name"],
        record=found.record,
        is_made_up=found.is_made_up,
    )
    outcome = claim_npi(claimant=claimant, by=by, now=now)
    Errand.objects.filter(kind=ErrandKind.JOIN, asked_by=by).delete()
    return outcome


def uses_made_up_people() -> bool:
    """A demonstration answers for itself, unless it was given the address of a registry."""
    return settings.DEMO and not settings.NPPES_API_URL


def is_held(npi: str) -> bool:
    """Then a person of ours decides, whatever the registry says."""
    return Provider.objects.filter(npi=npi, user__isnull=False).exists()


def record_of_joiner(npi: str) -> RegistryRecord | None:
    """The person's record, None when the registry does not answer. UserFacingError when the number cannot be theirs.

    Ask before a transaction: it may take seconds."""
    if is_held(npi):
        return None
    answered = look_up_made_up(npi) if uses_made_up_people() else look_up(npi, attempts=1)
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
