"""What somebody approved asks for, kept as rows. Newer words take the place of what waits; going back takes it back.

All of it is called with the provider locked, in the transaction of what they saved (locks.py).
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.directory.enums import LicenseStatus
from providers.directory.models import License, Offering, PracticeLocation, Provider
from providers.screening.enums import CaseStatus, CheckKind, CheckResult, Fact
from providers.screening.in_the_way import blockers_of
from providers.screening.models import ProposedChange, ScreeningCheck, Upload
from providers.vetting.cases.case_moves import touch_case
from providers.vetting.changes.rows import as_json, begin_change, end_change, send_if_whole
from providers.vetting.claims.ownership import approval_of
from providers.vetting.documents.storing import keep_document
from providers.vetting.locks import lock_provider

NAME: Final = ("first_name", "middle_name", "last_name", "name_suffix")
LETTERS: Final = ("credentials",)
ADDRESS: Final = ("line1", "line2", "city", "state", "zip_code")
MOVES: Final = frozenset({"line1", "city", "state", "zip_code"})  # another suite is the same spot
# What of a clinic stands beside our checks, and how it is decided: each of these by itself.
PARTS_OF_A_PLACE: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("clinic_name",), "phone": ("phone",), "address": ADDRESS,
}  # fmt: skip


@transaction.atomic
def propose(
    *,
    provider: Provider,
    fact: Fact,
    about: str,
    values: Mapping[str, Any],
    before: Mapping[str, Any],
    by: User,
    now: datetime,
    key: Mapping[str, Any] | None = None,
    document: Upload | None = None,
) -> ProposedChange | None:
    """One row. `values`: what it shall be, and `before` what it is, with the same names; `key`: which row of ours it is
    about, where there may be several. None where nothing is asked for, or no longer: a paper that goes with what stands
    takes back what was asked for before."""
    waiting = ProposedChange.objects.open().filter(provider=provider, about=about).first()
    stood = {name: as_json(value) for name, value in before.items()} | (waiting.before if waiting else {})
    wanted = {name: as_json(value) for name, value in values.items()}
    wanted = {name: value for name, value in wanted.items() if value != stood.get(name)}
    about_it = {name: as_json(value) for name, value in (key or {}).items()}
    said = {name: value for name, value in waiting.values.items() if name not in about_it} if waiting else None
    if not wanted and (document is None or said):
        if waiting:
            if document:
                keep_document(case_id=waiting.case_id, upload_id=document.pk, by=by, now=now)
            end_change(change=waiting, by=by, now=now)
        return None
    if waiting and said == wanted and document is None:
        return waiting
    kept = {name: value for name, value in stood.items() if name in wanted}
    return _row(provider, fact, about, {**about_it, **wanted}, kept, document, by, now)


def _row(
    provider: Provider,
    fact: Fact,
    about: str,
    values: Mapping[str, Any],
    before: Mapping[str, Any],
    document: Upload | None,
    by: User | None,
    now: datetime,
) -> ProposedChange:
    change = begin_change(
        provider=provider, fact=fact, about=about, values=values, before=before, proposed_by=by, by=by, now=now
    )
    if document:
        assert by is not None  # who sends a paper is somebody
        keep_document(case_id=change.case_id, upload_id=document.pk, by=by, now=now)
    settle_drafts(provider=provider, by=by, now=now)
    send_if_whole(change=change, by=by, now=now)
    return change


def settle_drafts(*, provider: Provider, by: User | None, now: datetime) -> None:
    """What waited for the provider alone goes to the desk, where it owes nothing any more."""
    drafts = ProposedChange.objects.open().filter(provider=provider, case__status=CaseStatus.DRAFT)
    for change in drafts:
        send_if_whole(change=change, by=by, now=now)


def propose_details(*, provider: Provider, values: Mapping[str, Any], specialty: str, by: User, now: datetime) -> None:
    """Name, letters and specialty: three changes, since one of them may be true and another not."""
    groups = (
        (Fact.NAME, "name", {name: values[name] for name in NAME}),
        (Fact.NAME, "letters", {name: values[name] for name in LETTERS}),
        (Fact.BOARD, "specialty", {"specialty": specialty}),
    )
    for fact, about, wanted in groups:
        stands = {name: getattr(provider, name) for name in wanted}
        propose(provider=provider, fact=fact, about=about, values=wanted, before=stands, by=by, now=now)


def propose_place(*, location: PracticeLocation, by: User | None, now: datetime) -> ProposedChange:
    """A new clinic, kept off until it is accepted. Edited meanwhile, it is looked at anew. `by` nobody: it was left out
    of the approval, because nobody knew the rule of its state, and now somebody does."""
    return _row(location.provider, Fact.PLACE, f"place:{location.pk}", {"location": location.pk}, {}, None, by, now)


def propose_correction(
    *, location: PracticeLocation, values: Mapping[str, Any], spot: Mapping[str, Any], by: User, now: datetime
) -> list[ProposedChange]:
    """Another name, phone or address of a clinic that patients see: the same clinic, each part a change of its own.
    `spot`: where the new address is on the map."""
    rows = []
    for part, columns in PARTS_OF_A_PLACE.items():
        wanted = {name: values[name] for name in columns if name in values}
        row = propose(
            provider=location.provider,
            fact=Fact.PLACE,
            about=f"place:{location.pk}:{part}",
            values=wanted,
            before={name: getattr(location, name) for name in wanted},
            key={"location": location.pk, **({} if MOVES.isdisjoint(wanted) else spot)},
            by=by,
            now=now,
        )
        rows += [row] if row else []
    return rows


def propose_license(
    *, license: License, expires_on: date, is_new: bool, document: Upload | None, by: User, now: datetime
) -> ProposedChange | None:
    """A license that nobody has looked at yet, or the new end of one that a board spoke of."""
    key, about = {"license": license.pk}, f"license:{license.pk}"
    if is_new:
        values = {**key, "state": license.state, "number": license.number, "expires_on": as_json(expires_on)}
        return _row(license.provider, Fact.LICENSE, about, values, {}, document, by, now)
    return propose(
        provider=license.provider, fact=Fact.LICENSE, about=about, values={"expires_on": expires_on},
        before={"expires_on": license.expires_on}, key=key, document=document, by=by, now=now,
    )  # fmt: skip


def propose_lines(
    *, location: PracticeLocation, offerings: Collection[int], by: User, now: datetime
) -> ProposedChange | None:
    """Treatments of fat and cellulite at one clinic, kept off until the product is looked at. None: none waits."""
    about = f"lines:{location.pk}"
    waiting = ProposedChange.objects.open().filter(provider=location.provider_id, about=about).first()
    if not offerings:
        if waiting:
            end_change(change=waiting, by=by, now=now)
        return None
    values = {"offerings": sorted(offerings)}
    if waiting and waiting.values == values:
        return waiting
    return _row(location.provider, Fact.PRODUCTS, about, values, {}, None, by, now)


def lines_that_wait(location: PracticeLocation) -> set[int]:
    waiting = ProposedChange.objects.open().filter(provider=location.provider_id, about=f"lines:{location.pk}").first()
    return set(waiting.values["offerings"]) if waiting else set()


def product_looked_at(provider: Provider, *, today: date) -> ScreeningCheck | None:
    """The look at the product that carries a new line of it as well, while it is in date."""
    approval = approval_of(provider.pk)
    if approval is None:
        return None
    looks = approval.checks.filter(kind=CheckKind.PRODUCTS, result=CheckResult.PASS, good_until__gte=today)
    return looks.exclude(product="").first()


def propose_statement(
    *,
    provider: Provider,
    fact: Fact,
    values: Mapping[str, Any],
    before: Mapping[str, Any],
    document: Upload | None,
    by: User,
    now: datetime,
    about: str = "",
    key: Mapping[str, Any] | None = None,
) -> None:
    """What they say for one check, with the paper that goes with it. Where another change waits for just that paper or
    product, it is an answer to that one. `about`, `key`: which of several, where there may be more than one."""
    kind, about = CheckKind(fact.value), about or fact.value
    unchanged = all(as_json(value) == as_json(before[name]) for name, value in values.items())
    if unchanged and document is None and not _waits(provider, about):
        return
    hosts = [change for change in _open_of(provider, but=about) if _asks_for(change, kind, now)]
    for number, change in enumerate(hosts):
        if document and number == 0:
            keep_document(case_id=change.case_id, upload_id=document.pk, by=by, now=now)
        touch_case(case_id=change.case_id, what=fact, by=by, now=now, kinds=[kind])
        send_if_whole(change=change, by=by, now=now)
    if hosts:
        return
    if fact == Fact.PRODUCTS and product_looked_at(provider, today=now.date()) is None and not _noted(provider):
        return  # said ahead of any treatment that needs it: there is nothing to look at
    propose(
        provider=provider, fact=fact, about=about, values=values, before=before, key=key, document=document, by=by,
        now=now,
    )  # fmt: skip


def _open_of(provider: Provider, *, but: str) -> list[ProposedChange]:
    waiting = ProposedChange.objects.open().filter(provider=provider).exclude(about=but)
    return list(waiting.select_related("case__provider"))


def _asks_for(change: ProposedChange, kind: CheckKind, now: datetime) -> bool:
    """Whether it owes this, or is about the very product that is named now."""
    if kind == CheckKind.PRODUCTS:
        return "offerings" in change.values
    return any(blocker.is_owed and blocker.about == kind for blocker in blockers_of(change.case, now=now))


def _waits(provider: Provider, about: str) -> bool:
    return ProposedChange.objects.open().filter(provider=provider, about=about).exists()


def _noted(provider: Provider) -> bool:
    return Offering.objects.filter(
        location__provider=provider, is_active=True, area_concern__concern__needs_fda_note=True
    ).exists()


@transaction.atomic
def take_back_change(*, provider_id: int, change_id: int, by: User, now: datetime) -> ProposedChange:
    """The provider wants it no longer. UserFacingError once it was decided, DoesNotExist for another's."""
    lock_provider(provider_id)
    change = ProposedChange.objects.select_for_update(of=("self",)).get(pk=change_id, provider=provider_id)
    if change.ended_at:
        raise UserFacingError(_("This change does not wait any more."))
    end_change(change=change, by=by, now=now)
    if change.fact == Fact.LICENSE and "number" in change.values:  # never looked at: it was only typed in
        License.objects.filter(
            pk=change.values["license"], provider=provider_id, status=LicenseStatus.REPORTED
        ).delete()
    return change


def drop_changes(*, provider: Provider, about: str, by: User, now: datetime) -> None:
    """Everything that waits about one thing, and about its parts: it is not there any more."""
    for change in ProposedChange.objects.open().filter(provider=provider):
        if change.about == about or change.about.startswith(f"{about}:"):
            end_change(change=change, by=by, now=now)
