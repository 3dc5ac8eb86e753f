"""Rows of changes in each state, made by the services themselves."""

from datetime import datetime

from caarisma.accounts.models import User
from providers.changes.services.deciding import accept_change
from providers.directory.models import Provider
from providers.screening.enums import CheckKind, Fact
from providers.screening.models import ProposedChange
from providers.screening.outlook import outlook
from providers.vetting.cases.cases import claim_case
from providers.vetting.changes.rows import begin_change, send_if_whole
from tests.factories.providers import make_document, make_user
from tests.providers.vetting.cases import board_says_active, pass_check


def row(provider: Provider, fact: Fact, about: str, *, now: datetime, before: dict | None = None, **values: object):
    """A change at the desk, or with the provider where something is owed."""
    change = begin_change(
        provider=provider, fact=fact, about=about, values=values, before=before or {}, proposed_by=provider.user,
        by=provider.user, now=now,
    )  # fmt: skip
    send_if_whole(change=change, by=provider.user, now=now)
    change.refresh_from_db()
    return change


def at_the_bench(change: ProposedChange, *, by: User, now: datetime):
    """Taken by `by`; a photo ID comes along where one is owed."""
    case = change.case
    if CheckKind.IDENTITY in {need.kind for need in outlook(case, now=now).required()}:
        make_document(case, by=change.provider.user, now=now, kind=CheckKind.IDENTITY)
        send_if_whole(change=change, by=change.provider.user, now=now)
    return claim_case(case_id=case.pk, by=by, now=now)


def pass_all(change: ProposedChange, *, by: User, now: datetime) -> list[CheckKind]:
    """Every check that this change needs, and which those were."""
    case = at_the_bench(change, by=by, now=now)
    kinds = [need.kind for need in outlook(case, now=now).required()]
    if CheckKind.LICENSE in kinds:
        board_says_active(case, by=by, now=now)
    for kind in kinds:
        pass_check(case, kind, by=by, now=now)
    return kinds


def accepted(change: ProposedChange, *, by: User, now: datetime) -> ProposedChange:
    pass_all(change, by=by, now=now)
    return accept_change(case_id=change.case_id, by=by, now=now)


def accept_all(provider: Provider, *, now: datetime) -> None:
    by = make_user(is_staff=True)
    for change in ProposedChange.objects.open().filter(provider=provider):
        accepted(change, by=by, now=now)
