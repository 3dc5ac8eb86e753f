"""Who supervises a provider in one state, as they say it, and the agreement that goes with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from caarisma.accounts.models import User
from providers.portal.services.profile import adopt
from providers.screening.enums import Fact
from providers.screening.models import Upload
from providers.supervision.models import Supervision
from providers.vetting.cases.working_case import open_case_for_change
from providers.vetting.locks import lock_provider


@transaction.atomic
def save_supervision(
    *, provider_id: int, state: str, values: Mapping[str, Any], document: Upload | None, by: User, now: datetime
) -> Supervision:
    """One a state: another name takes the place of the one before. The desk is told of what is new alone."""
    provider = lock_provider(provider_id)
    held = Supervision.objects.select_for_update(of=("self",)).filter(provider=provider, state=state).first()
    row = held or Supervision(provider=provider, state=state)
    changed = held is None or any(getattr(row, name) != value for name, value in values.items())
    if changed:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    if changed or document:
        case = open_case_for_change(provider_id=provider_id, what=Fact.SUPERVISOR, by=by, now=now)
        adopt(case.pk, document, by, now)
    return row
