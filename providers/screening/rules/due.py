"""When the desk owes an answer. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from providers.screening.enums import CaseKind

OFFICE_ZONE: Final = ZoneInfo("America/New_York")  # the desk's own working days
WORKING_DAYS: Final[Mapping[str, int]] = {CaseKind.ALERT: 1}
USUAL_WORKING_DAYS: Final = 2


def match_due(found_at: datetime, *, hides: bool) -> datetime:
    """A match with an exclusion list: as fast as an alert where it hides somebody, else like any case."""
    return due_after(found_at, kind=CaseKind.ALERT if hides else CaseKind.NEW)


def due_after(sent_at: datetime, *, kind: str) -> datetime:
    """Working days after it was sent, Monday to Friday in the office's zone. Sent on a weekend counts as sent on Monday
    at midnight. Federal holidays count as working days: a promise that is kept early harms nobody."""
    at = sent_at.astimezone(OFFICE_ZONE)
    while at.weekday() > 4:
        at = datetime.combine(at.date() + timedelta(days=1), time(), tzinfo=OFFICE_ZONE)
    for _day in range(WORKING_DAYS.get(kind, USUAL_WORKING_DAYS)):
        at += timedelta(days=3 if at.weekday() == 4 else 1)
    return at.astimezone(UTC)
