"""By when we answer. Pure."""

from datetime import datetime

from providers.screening.enums import CaseKind
from providers.screening.rules.due import due_after


def answer_due(sent_at: datetime) -> datetime:
    """Two working days, as for somebody new."""
    return due_after(sent_at, kind=CaseKind.NEW)
