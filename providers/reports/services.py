"""A place is reported, the report is settled and answered, and forgotten in the end."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from caarisma.accounts.audit import write_audit
from caarisma.accounts.models import User
from caarisma.common.errors import UserFacingError
from caarisma.common.outbox.parts import Sentences, letter_of
from caarisma.common.outbox.writing import post
from providers.reports.enums import PlaceReportReason, PlaceReportState
from providers.reports.models import PlaceReport
from providers.reports.telling import tell_moderators

KEPT: Final = timedelta(days=730)
ANSWER_LIVES: Final = timedelta(days=7)


class SettledAlready(UserFacingError):
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Somebody settled this report already."))


@transaction.atomic
def report_place(
    *,
    location_id: int,
    reason: PlaceReportReason,
    words: str,
    email: str,
    language: str,
    form_key: UUID,
    due_at: datetime,
    now: datetime,
) -> PlaceReport:
    """For the desk. The same form sent twice is one report."""
    fields = {
        "location_id": location_id,
        "reason": reason,
        "words": words,
        "email": email or None,
        "language": language,
        "made_at": now,
        "due_at": due_at,
    }
    report, is_new = PlaceReport.objects.get_or_create(form_key=form_key, defaults=fields)
    if is_new:
        tell_moderators("reports.settle_placereport", about=f"place:{report.pk}", due_at=due_at, now=now)
    return report


@transaction.atomic
def settle_place_report(*, report_id: int, state: PlaceReportState, words: str, by: User, now: datetime) -> PlaceReport:
    """By staff, once, with a reason for colleagues. Whoever left an address is answered, and the address goes."""
    found = PlaceReport.objects.select_for_update(of=("self",)).get(pk=report_id)
    if found.state != PlaceReportState.OPEN:
        raise SettledAlready
    if found.email:
        _answer(found, state, now=now)
    found.state, found.verdict, found.decided_by, found.decided_at, found.email = state, words, by, now, None
    found.save(update_fields=["state", "verdict", "decided_by", "decided_at", "email"])
    write_audit(actor=by, verb=f"place report {state}", about=f"reports.placereport {found.pk}", now=now)
    return found


def forget_place_reports(*, now: datetime) -> int:
    """Two years after they were made. Returns how many are gone."""
    return PlaceReport.objects.filter(made_at__lt=now - KEPT).exclude(state=PlaceReportState.OPEN).delete()[0]


def _answer(found: PlaceReport, state: PlaceReportState, *, now: datetime) -> None:
    """Without the clinic's name and without a word of what was reported: others may read the mailbox."""
    with translation.override(found.language):
        subject = _("We looked at what you reported")
        outcome = (
            _("You were right to tell us. We have acted on it.")
            if state == PlaceReportState.UPHELD
            else _("We looked at it closely. We found nothing that breaks our rules.")
        )
        parts = [
            Sentences(_("You reported something to us. A person of our staff read it.")),
            Sentences(outcome),
            Sentences(_("We cannot tell you more, because it is about other people too. Thank you.")),
        ]
    letter = letter_of(subject, parts, language=found.language)
    key = f"place-report:{found.pk}"
    post(
        letter, kind="report_answer", to=str(found.email), language=found.language, life=ANSWER_LIVES, now=now, key=key
    )
