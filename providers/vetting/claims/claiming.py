"""A person says: this NPI is mine. Anybody can type a number that is public, so nothing is given away here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.enums import DOCTORS, LicenseStatus, Profession
from providers.directory.geocoding.zip_codes import UnknownZipError, zip_place
from providers.directory.models import License, PracticeLocation, Provider, Statement
from providers.directory.specialties import known
from providers.registry.enums import AnswerSource
from providers.registry.nppes.records import RegistryAddress
from providers.registry.nppes_api import NpiFound
from providers.registry.nppes_record import RegistryLicense, RegistryRecord
from providers.screening.enums import OPEN_CASES, CaseStatus, Fact
from providers.screening.models import Document, NpiClaim
from providers.screening.rules.verdicts import ComparedFacts, VerdictCode, compare
from providers.vetting.cases.case_moves import take_case_back
from providers.vetting.cases.working_case import open_case_for_change
from providers.vetting.claims.ownership import was_approved
from providers.vetting.documents.storing import remove_document
from providers.vetting.locks import lock_provider
from providers.vetting.registry.registry_answers import keep_answer
from providers.vetting.registry.registry_changes import SOURCE

# What is taken over from the registry, cut to what a provider's columns hold.
LONGEST: Final = {
    "first_name": 60, "middle_name": 60, "last_name": 80, "name_suffix": 10, "credentials": 40,
}  # fmt: skip
MOST_CLAIMS: Final = 3  # of one person, refused or not: nobody works through the registry
LATELY: Final = timedelta(days=30)


class ClaimOutcome(StrEnum):
    STARTED = "started"  # the record may be filled in; nobody sees it before the desk says yes
    WAITING = "waiting"  # somebody holds it, or patients may see it: a person of ours decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """What the person typed. `record` is what the registry said about the number, if it answered. `is_made_up`: it is
    out of the small registry of a demonstration, and so is the person."""

    npi: str
    profession: Profession
    first_name: str
    last_name: str
    record: RegistryRecord | None = None
    is_made_up: bool = False


@transaction.atomic
def claim_npi(*, claimant: Claimant, by: User, now: datetime) -> ClaimOutcome:
    """Tie a person to a provider that nobody holds and that was never listed, if what they typed is what the registry
    says; else let the claim wait.

    The claim stays unproven until staff confirm who the person is. UserFacingError when the number is out of use or
    the person has made too many claims.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two windows of one person come one by one
    if Provider.objects.filter(user=by).exists():
        raise UserFacingError(_("You have a profile already."))
    provider = _lock_or_make_provider(claimant)
    if provider.npi_deactivated_on:
        raise UserFacingError(_("The registry says that this NPI is no longer in use."))
    _claim(provider, claimant, by, now)
    if claimant.record and provider.is_demonstration == claimant.is_made_up:
        source = AnswerSource.DEMONSTRATION if claimant.is_made_up else AnswerSource.API
        keep_answer(provider=provider, answer=NpiFound(claimant.record), source=source, now=now)
    is_of_the_demo = provider.is_demonstration and not claimant.is_made_up
    if provider.user_id is not None or is_of_the_demo or was_approved(provider.pk):
        return ClaimOutcome.WAITING
    if not _fits(claimant, provider):
        return ClaimOutcome.WAITING
    provider.user, provider.profession = by, claimant.profession
    provider.specialty = known(provider.profession, provider.specialty)
    provider.save(update_fields=["user", "profession", "specialty", "updated_at"])
    # A case that somebody before them left at the desk: its identity check was about somebody else.
    open_case_for_change(provider_id=provider.pk, what=Fact.IDENTITY, by=by, now=now)
    return ClaimOutcome.STARTED


def _fits(claimant: Claimant, provider: Provider) -> bool:
    """Whether name and license type are those of the registry, as far as it was asked or its file was read. Without
    either, the person goes on; the check of the number compares them before anybody sees the profile."""
    record = claimant.record
    if record:
        names = ComparedFacts(
            first_name=record.first_name, last_name=record.last_name, other_last_names=record.other_last_names
        )
        profession = record.profession
    elif provider.registry_updated_on:
        former = tuple(provider.former_names.values_list("last_name", flat=True))
        names = ComparedFacts(first_name=provider.first_name, last_name=provider.last_name, other_last_names=former)
        profession = Profession(provider.profession)
    else:
        return True
    typed = ComparedFacts(first_name=claimant.first_name, last_name=claimant.last_name)
    same_type = profession in {None, claimant.profession} or {profession, claimant.profession} <= DOCTORS
    return same_type and all(
        verdict.code in {VerdictCode.MATCH, VerdictCode.CLOSE} for verdict in compare(typed, names)
    )


@transaction.atomic
def let_go(*, provider_id: int, by: User, now: datetime) -> None:
    """A wrong number or license type is taken back, with all that the person sent: they begin anew. Whoever of us has
    the case open is told that it is a draft again. What was turned down stays as it was: somebody decided with it.

    UserFacingError once it was approved: then a person of ours looks at it.
    """
    provider = lock_provider(provider_id)
    is_theirs = provider.user_id == by.pk and provider.claims.open().filter(user=by).exists()
    if not is_theirs or was_approved(provider_id):
        raise UserFacingError(_("We approved this already. Write to us, and a person of ours helps you."))
    if case := provider.screening_cases.filter(status__in=OPEN_CASES).first():
        take_case_back(case_id=case.pk, by=by, now=now)
        for document in Document.objects.held().filter(case=case, uploaded_by=by):
            remove_document(document_id=document.pk, by=by, now=now)
    provider.licenses.filter(status=LicenseStatus.REPORTED).exclude(source=SOURCE).delete()
    provider.locations.all().delete()
    Statement.objects.filter(provider=provider).delete()
    provider.supervisions.all().delete()
    provider.claims.filter(user=by).delete()
    provider.user = None
    provider.save(update_fields=["user", "updated_at"])


@transaction.atomic
def explain_claim(*, claim_id: int, words: str, now: datetime) -> None:
    """How the person can be reached to prove it."""
    claim = NpiClaim.objects.select_for_update().get(pk=claim_id)
    claim.words = words
    claim.save(update_fields=["words"])


def _claim(provider: Provider, claimant: Claimant, by: User, now: datetime) -> NpiClaim:
    typed = {"name": f"{claimant.first_name} {claimant.last_name}", "profession": claimant.profession}
    claim, made = NpiClaim.objects.get_or_create(provider=provider, user=by, defaults={"made_at": now, **typed})
    if claim.refused_at:
        raise UserFacingError(_("We could not confirm that this NPI is yours. Write to us if that is wrong."))
    lately = NpiClaim.objects.filter(user=by, confirmed_at__isnull=True, made_at__gt=now - LATELY)
    if made and lately.count() > MOST_CLAIMS:
        raise UserFacingError(_("You have asked for several numbers. Write to us, so that a person can help you."))
    return claim


def _lock_or_make_provider(claimant: Claimant) -> Provider:
    """The provider with this NPI, locked; made from the registry's record, or from what was typed."""
    name = f"{claimant.first_name} {claimant.last_name}"
    profession = (claimant.record and claimant.record.profession) or claimant.profession
    defaults = {
        "first_name": claimant.first_name,
        "last_name": claimant.last_name,
        "slug": f"{slugify(name)[:100]}-{claimant.npi}".strip("-"),
        "profession": profession,
        "is_demonstration": claimant.is_made_up,
        **_from_record(claimant.record),
        "specialty": known(profession, claimant.record.specialty) if claimant.record else "",
    }
    provider, made = Provider.objects.get_or_create(npi=claimant.npi, defaults=defaults)
    provider = lock_provider(provider.pk)
    if made and claimant.record:
        _add_licenses(provider, claimant.record.licenses)
        _add_place(provider, claimant.record.practice)
    elif not made and _was_let_go(provider, is_made_up=claimant.is_made_up):
        for name, value in defaults.items():
            setattr(provider, name, value)
        provider.save()
    return provider


def _was_let_go(provider: Provider, *, is_made_up: bool) -> bool:
    """Typed in by somebody who took it back: their words about it are nobody's."""
    is_theirs = provider.user_id is None and provider.registry_updated_on is None
    is_theirs = is_theirs and provider.is_demonstration == is_made_up
    return is_theirs and not provider.screening_cases.exclude(status=CaseStatus.DRAFT).exists()


def _from_record(record: RegistryRecord | None) -> dict[str, object]:
    if record is None:
        return {}
    told = {name: getattr(record, name)[:longest] for name, longest in LONGEST.items()}
    return {**{name: value for name, value in told.items() if value}, "registry_updated_on": record.updated_on}


def _add_licenses(provider: Provider, licenses: Iterable[RegistryLicense]) -> None:
    """A lead for the board's look-up, never proof; the provider completes them."""
    for entry in licenses:
        if len(entry.number) <= 30 and entry.profession in {None, provider.profession}:
            License.objects.get_or_create(
                provider=provider,
                state=entry.state,
                number=entry.number,
                defaults={"profession": provider.profession, "status": LicenseStatus.REPORTED, "source": SOURCE},
            )


def _add_place(provider: Provider, address: RegistryAddress | None) -> None:
    if address is None or not (address.line1 and address.city):
        return
    try:
        place = zip_place(address.zip_code)
    except UnknownZipError:
        return
    if place.is_in(address.state):
        PracticeLocation.objects.create(
            provider=provider,
            clinic_name="",
            line1=address.line1[:120],
            line2=address.line2[:120],
            city=address.city[:60],
            state=address.state,
            zip_code=place.zip_code,
            latitude=place.latitude,
            longitude=place.longitude,
            time_zone=place.time_zone,
            phone=address.phone[:20],
            accepting_patients=True,
        )
