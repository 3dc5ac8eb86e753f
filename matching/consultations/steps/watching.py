"""What a patient writes is looked through for what a person of the desk has to see."""

from datetime import datetime

from matching.consultations.enums import ReportReason, ReportState, Side
from matching.consultations.models import AbuseReport, Request
from matching.consultations.rules.ages import says_under_18
from providers.screening.enums import CaseKind
from providers.screening.rules.due import due_after


def look_for_age(request: Request, text: str, *, message_n: int | None = None, now: datetime) -> None:
    """A writer who says that they are under 18: one report a request, by us. The text goes on as it is."""
    mine = {"request": request, "side": Side.SITE, "reason": ReportReason.UNDER_18}
    if not says_under_18(text) or AbuseReport.objects.filter(**mine).exists():
        return
    due_at = due_after(now, kind=CaseKind.NEW)
    AbuseReport.objects.create(**mine, message_n=message_n, state=ReportState.OPEN, made_at=now, due_at=due_at)
