"""The life of one change as a row: begun, said anew, sent to the desk once nothing is owed, taken back.

What each change is and does is known one floor up (providers/changes/). Call these in the transaction of what the
provider or the desk does, with the provider locked.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from caarisma.accounts.models import User
from caarisma.common.states import require_move
from providers.directory.models import Provider, Statement
from providers.screening.enums import CASE_MOVES, CaseKind, CaseStatus, EventKind, Fact
from providers.screening.in_the_way import blockers_of
from providers.screening.models import ProposedChange, ScreeningCase
from providers.supervision.models import Supervision
from providers.vetting.cases.case_moves import send_case, touch_case
from providers.vetting.cases.case_parts import move, write_event
from providers.vetting.documents.storing import delete_identity_documents
from providers.vetting.exclusions.matching import match_provider
from providers.vetting.locks import lock_case

OF_THE_STATEMENT = frozenset(field.name for field in Statement._meta.fields) - {"id", "provider", "updated_at"}


@transaction.atomic
def begin_change(
    *,
    provider: Provider,
    fact: Fact,
    about: str,
    values: Mapping[str, Any],
    before: Mapping[str, Any],
    proposed_by: User | None,
    by: User | None,
    now: datetime,
) -> ProposedChange:
    """A new row, or newer words in the one that waits about the same thing: its checks are then to be made again."""
    waiting = ProposedChange.objects.open().select_for_update(of=("self",)).filter(provider=provider, about=about)
    if change := waiting.first():
        change.values, change.before = dict(values), {**before, **change.before}
        change.save(update_fields=["values", "before", "updated_at"])
        touch_case(case_id=change.case_id, what=fact, by=by, now=now, kinds=_kinds_of(change))
        return change
    case = ScreeningCase.objects.create(provider=provider, kind=CaseKind.CHANGE)
    write_event(kind=EventKind.OPENED, by=by, now=now, case=case, from_status="", about=CaseKind.CHANGE)
    change = ProposedChange.objects.create(
        provider=provider, case=case, fact=fact, about=about, values=dict(values), before=dict(before),
        proposed_by=proposed_by,
    )  # fmt: skip
    write_event(kind=EventKind.CHANGED, by=by, now=now, case=case, about=fact)
    match_provider(provider_id=provider.pk, now=now)
    return change


def _kinds_of(change: ProposedChange) -> list[str]:
    return list(change.case.checks.values_list("kind", flat=True))


@transaction.atomic
def send_if_whole(*, change: ProposedChange, by: User | None, now: datetime) -> None:
    """To the desk as soon as nothing is owed by the provider. At the desk already: it stays there."""
    case = lock_case(change.case_id)
    if case.status not in {CaseStatus.DRAFT, CaseStatus.MORE_NEEDED}:
        return
    if not any(blocker.is_owed for blocker in blockers_of(case, now=now)):
        send_case(case_id=case.pk, by=by, now=now)
    change.refresh_from_db()


@transaction.atomic
def end_change(*, change: ProposedChange, by: User | None, now: datetime) -> None:
    """Taken back, by the provider or with the record. Nothing of it is ever carried out."""
    case = lock_case(change.case_id)
    require_move(CASE_MOVES, case.status, CaseStatus.TAKEN_BACK)
    case.owner = case.claimed_until = None
    before = move(case=case, to=CaseStatus.TAKEN_BACK, now=now, fields=["owner", "claimed_until"])
    write_event(kind=EventKind.TAKEN_BACK, by=by, now=now, case=case, from_status=before, about=change.fact)
    put_back(change)
    delete_identity_documents(case_id=case.pk, now=now)
    match_provider(provider_id=change.provider_id, now=now)
    change.refresh_from_db()


def put_back(change: ProposedChange) -> None:
    """What was said to staff is what was said before, unless something newer was said since."""
    if change.fact == Fact.SUPERVISOR:
        _put_back_supervisor(change)
        return
    said = Statement.objects.select_for_update().filter(provider=change.provider_id).first()
    if said is None or not change.before:
        return
    mine = [
        name
        for name in change.before
        if name in OF_THE_STATEMENT and as_json(getattr(said, name)) == change.values.get(name)
    ]
    for name in mine:
        setattr(said, name, change.before[name])
    if mine:
        said.clean_fields(exclude={field.name for field in Statement._meta.fields} - set(mine))  # dates from words
        said.save(update_fields=[*mine, "updated_at"])


def _put_back_supervisor(change: ProposedChange) -> None:
    """Whoever was named before for that state; nobody, where nobody was."""
    held = Supervision.objects.select_for_update().filter(
        provider=change.provider_id, state=change.values["state"]
    ).first()  # fmt: skip
    if held is None or not change.before:
        return
    if all(value is None for value in change.before.values()):
        held.delete()
        return
    mine = [name for name in change.before if as_json(getattr(held, name)) == change.values.get(name)]
    for name in mine:
        setattr(held, name, change.before[name])
    held.clean_fields(exclude={field.name for field in Supervision._meta.fields} - set(mine))  # dates from words
    held.save(update_fields=[*mine, "updated_at"])


def as_json(value: Any) -> Any:
    """As a row keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def ask_who_they_are(*, provider: Provider, owner: User, by: User, now: datetime) -> ProposedChange:
    """A record that patients see went to somebody whose photo ID nobody has seen: it waits for that picture."""
    return begin_change(
        provider=provider, fact=Fact.IDENTITY, about="identity", values={}, before={}, proposed_by=owner, by=by, now=now
    )
