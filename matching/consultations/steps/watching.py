"""What a person of the desk has to see: what one side reports, and what a text of a patient says."""

from datetime import datetime
from typing import Any

from matching.consultations.enums import ReportReason, ReportState, Side
from matching.consultations.models import AbuseReport, Request
from matching.consultations.rules.ages import says_under_18
from providers.reports.telling import tell_moderators
from providers.screening.enums import CaseKind
from providers.screening.rules.due import due_after


def file_report(*, now: datetime, **fields: Any) -> AbuseReport:
    """For the desk, within two working days; moderators are told that it waits."""
    due_at = due_after(now, kind=CaseKind.NEW)
    report = AbuseReport.objects.create(**fields, state=ReportState.OPEN, made_at=now, due_at=due_at)
    tell_moderators("consultations.settle_abusereport", about=f"request:{report.pk}", due_at=due_at, now=now)
    return report


def look_for_age(request: Request, text: str, *, message_n: int | None = None, now: datetime) -> None:
    """A writer who says that they are under 18: one report a request, by us. The text goes on as it is."""
    mine = {"request": request, "side": Side.SITE, "reason": ReportReason.UNDER_18}
    if says_under_18(text) and not AbuseReport.objects.filter(**mine).exists():
        file_report(**mine, message_n=message_n, now=now)
