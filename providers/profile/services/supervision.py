"""Who supervises a provider in one state, as they say it, and the agreement that goes with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from caarisma.accounts.models import User
from providers.changes.services.proposing import propose_statement
from providers.profile.services.profile import adopt, locked_by_themself
from providers.screening.enums import CaseStatus, Fact
from providers.screening.models import Upload
from providers.supervision.models import Supervision
from providers.vetting.cases.working_case import open_case_for_change, open_case_of, was_and_is
from providers.vetting.claims.ownership import was_approved


@transaction.atomic
def save_supervision(
    *, provider_id: int, state: str, values: Mapping[str, Any], document: Upload | None, by: User, now: datetime
) -> Supervision:
    """One a state: another name takes the place of the one before. The desk is told of what is new alone."""
    provider = locked_by_themself(provider_id, by)
    held = Supervision.objects.select_for_update(of=("self",)).filter(provider=provider, state=state).first()
    row = held or Supervision(provider=provider, state=state)
    before = {name: getattr(held, name) if held else None for name in values}
    changed = held is None or any(getattr(row, name) != value for name, value in values.items())
    if changed:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    asking = open_case_of(provider_id)
    if was_approved(provider_id) and not (asking and asking.status == CaseStatus.MORE_NEEDED):
        propose_statement(
            provider=provider, fact=Fact.SUPERVISOR, about=f"supervisor:{state}", key={"state": state}, values=values,
            before=before, document=document, by=by, now=now,
        )  # fmt: skip
    elif changed or document:
        words = was_and_is(Supervision, before, values)
        case = open_case_for_change(provider_id=provider_id, what=Fact.SUPERVISOR, by=by, now=now, words=words)
        adopt(case.pk, document, by, now)
    return row
