"""Single changes that wait for the desk: one that cannot be carried out must not hold up the rest of the case."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from providers.screening.enums import EventKind
from providers.screening.models import ProposedChange
from providers.vetting.cases.case_parts import extend_claim, require_same_revision, write_event
from providers.vetting.locks import lock_case


@transaction.atomic
def refuse_change(
    *, case_id: int, change_id: int, words: str, by: User, now: datetime, revision: int | None = None
) -> ProposedChange:
    """Turn one change down while its case stays in review. What patients see stays as it was; the provider reads why.

    UserFacingError where it was decided or taken back meanwhile.
    """
    case = lock_case(case_id)
    extend_claim(case=case, by=by, now=now)
    require_same_revision(case=case, revision=revision)
    if not words.strip():
        raise UserFacingError(_("Say why. The provider reads it."))
    waiting = ProposedChange.objects.open().select_for_update(of=("self",)).filter(provider=case.provider_id)
    change = waiting.filter(pk=change_id).first()
    if change is None:
        raise UserFacingError(_("This change does not wait any more."))
    change.dropped_at = now
    change.save(update_fields=["dropped_at", "updated_at"])
    write_event(
        kind=EventKind.CHANGE_REFUSED, by=by, now=now, case=case, about=change.fact, words=words.strip(), shown=True,
        reference=f"change {change.pk}",
    )  # fmt: skip
    return change
