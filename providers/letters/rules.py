"""By when we answer. Pure."""

from datetime import datetime
from typing import Final

from providers.letters.enums import LetterKind
from providers.screening.enums import CaseKind
from providers.screening.rules.due import due_after

OBJECTION_DAYS: Final = 5  # working days: somebody else has to look at all of it


def answer_due(sent_at: datetime, *, kind: LetterKind) -> datetime:
    """Two working days, and five for an objection."""
    if kind != LetterKind.OBJECTION:
        return due_after(sent_at, kind=CaseKind.NEW)
    at = sent_at
    for _day in range(OBJECTION_DAYS):
        at = due_after(at, kind=CaseKind.ALERT)
    return at
