"""What a provider changes about themselves. Before the first approval it is written at once; after it, what was
checked waits for the desk and the profile stays as it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.changes.services.proposing import drop_changes, propose_details, propose_license, propose_statement
from providers.directory.enums import LicenseStatus
from providers.directory.former_names import keep_name
from providers.directory.models import License, Provider, Statement
from providers.directory.specialties import known
from providers.screening.enums import CaseStatus, Fact
from providers.screening.models import Upload
from providers.teams.acting import require_may
from providers.teams.rules.deeds import Deed
from providers.vetting.cases.working_case import open_case_for_change, open_case_of, was_and_is
from providers.vetting.claims.ownership import require_proof, was_approved
from providers.vetting.documents.storing import keep_document
from providers.vetting.locks import lock_provider

# Patients read the letters after a name as part of it: a nurse must not become "MD" by typing it.
NAME_FIELDS: Final = ("first_name", "middle_name", "last_name", "name_suffix", "credentials")
OPEN_FIELDS: Final = ("gender", "languages")  # live at once
LICENSE_FACTS: Final = ("state", "number", "expires_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseFacts:
    state: str
    number: str
    expires_on: date


@transaction.atomic
def save_details(*, provider_id: int, values: Mapping[str, Any], language: str, by: User, now: datetime) -> None:
    """Name and words about the person. A new name or specialty of somebody who was approved waits for the desk: both
    stand beside our checks.

    `language`: of the page, "en" or "es"; mails go out in it. UserFacingError as require_proof says.
    """
    provider = require_proof(locked_by_themself(provider_id, by))
    changed = {name: values[name] for name in NAME_FIELDS if values[name] != getattr(provider, name)}
    held = was_approved(provider_id)
    if changed and not held:
        keep_name(provider, changed, on=now.date())
    wanted = known(provider.profession, values["specialty"])
    before = {name: getattr(provider, name) for name in (*NAME_FIELDS, "specialty")}
    for name in (*OPEN_FIELDS, *(() if held else NAME_FIELDS)):
        setattr(provider, name, values[name])
    if not held:
        provider.specialty = wanted
    provider.save()
    statement = ensure_statement(provider)
    statement.details_confirmed_at, statement.language = now, language
    statement.save(update_fields=["details_confirmed_at", "language", "updated_at"])
    if held:
        propose_details(provider=provider, values=values, specialty=wanted, by=by, now=now)
        return
    tell = partial(open_case_for_change, provider_id=provider_id, by=by, now=now)
    if changed:
        tell(what=Fact.NAME, words=was_and_is(Provider, before, changed))
    if wanted != before["specialty"]:  # some are titles that a board gives
        tell(what=Fact.BOARD, words=was_and_is(Provider, before, {"specialty": wanted}))


@transaction.atomic
def save_license(
    *, provider_id: int, license_id: int | None, facts: LicenseFacts, document: Upload | None, by: User, now: datetime
) -> License:
    """Add a license, or correct one that nobody verified. What a board said is only changed by the desk.

    UserFacingError when the provider has entered this license already.
    """
    provider = locked_by_themself(provider_id, by)
    twin = provider.licenses.filter(state=facts.state, number=facts.number).exclude(pk=license_id or 0).first()
    if twin:
        raise UserFacingError(_("You have entered this license already."))
    license = provider.licenses.select_for_update().get(pk=license_id) if license_id else License(provider=provider)
    checked = license.pk is not None and license.status != LicenseStatus.REPORTED
    if checked and (license.state, license.number) != (facts.state, facts.number):
        raise UserFacingError(_("We checked this license. Add the other one as a new license."))
    before = {name: getattr(license, name) for name in LICENSE_FACTS}
    changed = False if checked else _write_license(license, provider, facts)
    if was_approved(provider_id) and (checked or changed or document):
        propose_license(
            license=license, expires_on=facts.expires_on, is_new=not checked, document=document, by=by, now=now
        )
    elif changed or document:
        words = was_and_is(License, before, {name: getattr(license, name) for name in LICENSE_FACTS})
        case = open_case_for_change(provider_id=provider_id, what=Fact.LICENSE, by=by, now=now, words=words)
        adopt(case.pk, document, by, now)
    return license


def _write_license(license: License, provider: Provider, facts: LicenseFacts) -> bool:
    before = (license.state, license.number, license.expires_on)
    license.state, license.number, license.expires_on = facts.state, facts.number, facts.expires_on
    license.profession = provider.profession
    license.source = str(_("The provider"))[:120] if license.pk is None else license.source
    license.save()
    return before != (facts.state, facts.number, facts.expires_on)


@transaction.atomic
def remove_license(*, provider_id: int, license_id: int, by: User, now: datetime) -> None:
    """Only one that nobody verified: evidence stays."""
    provider = locked_by_themself(provider_id, by)
    license = provider.licenses.select_for_update().get(pk=license_id)
    if license.status != LicenseStatus.REPORTED:
        raise UserFacingError(_("We checked this license, so it stays in your record."))
    license.delete()
    if was_approved(provider_id):
        drop_changes(provider=provider, about=f"license:{license_id}", by=by, now=now)
        return
    words = _("Taken off: %s") % f"{license.state} {license.number}"
    open_case_for_change(provider_id=provider_id, what=Fact.LICENSE, by=by, now=now, words=words)


@transaction.atomic
def save_statement(
    *, provider_id: int, fact: Fact, values: Mapping[str, Any], document: Upload | None, by: User, now: datetime
) -> None:
    """What the provider says for one check, and the document that goes with it. None of it is shown to patients.

    What the desk asked for goes to the case that asked; else, after an approval, it is a change of its own.
    """
    provider = locked_by_themself(provider_id, by)
    statement = ensure_statement(provider)
    before = {name: getattr(statement, name) for name in values}
    changed = [name for name, value in values.items() if getattr(statement, name) != value]
    for name in changed:
        setattr(statement, name, values[name])
    if changed:
        statement.save(update_fields=[*changed, "updated_at"])
    asking = open_case_of(provider_id)
    if was_approved(provider_id) and not (asking and asking.status == CaseStatus.MORE_NEEDED):
        propose_statement(provider=provider, fact=fact, values=values, before=before, document=document, by=by, now=now)
    elif changed or document:
        words = was_and_is(Statement, before, {name: values[name] for name in changed})
        case = open_case_for_change(provider_id=provider_id, what=fact, by=by, now=now, words=words)
        adopt(case.pk, document, by, now)


def locked_by_themself(provider_id: int, by: User) -> Provider:
    """What our checks rest on is said by the provider alone. NotYours for their team and for everybody else."""
    provider = lock_provider(provider_id)
    require_may(provider, by, Deed.FACT)
    return provider


def ensure_statement(provider: Provider) -> Statement:
    return Statement.objects.get_or_create(provider=provider)[0]


def adopt(case_id: int, document: Upload | None, by: User, now: datetime) -> None:
    """The file that was sent with a form, if one was."""
    if document:
        keep_document(case_id=case_id, upload_id=document.pk, by=by, now=now)
