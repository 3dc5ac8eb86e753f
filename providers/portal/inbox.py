"""The clinic's inbox: what waits for it, what is open, what is over, and how fast it answers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from caarisma.accounts.models import User
from matching.consultations.answer_times import answer_times
from matching.consultations.clocks.nudging import ClinicSilence, silence_of
from matching.consultations.enums import RequestState
from matching.consultations.rules.zone_words import moment
from matching.consultations.selectors import InboxLine, inbox
from providers.directory.answering import UNKNOWN, AnswerTime
from providers.directory.models import AnswerRecord, Provider
from providers.portal.request_words import state_words

ANSWERED_BY_NOBODY: Final = (RequestState.SENT, RequestState.SEEN, RequestState.UNANSWERED)


class InboxFilter(models.TextChoices):
    WAITING = "waiting", _("Waits for you")
    AGREED = "agreed", _("Agreed")
    OPEN = "open", _("All open")
    OVER = "over", _("Over")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxEntry:
    line: InboxLine
    state: str
    due: str
    visit: str
    late: bool
    waits: bool  # for the clinic


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    rows: Sequence[InboxEntry]
    answers: AnswerTime  # counted now
    public: AnswerTime  # what patients read: counted within the last hours
    silence: ClinicSilence

    def shown(self, show: InboxFilter) -> list[InboxEntry]:
        return [row for row in self.rows if _belongs(row, show)]

    @property
    def waiting(self) -> int:
        return len(self.shown(InboxFilter.WAITING))

    @property
    def late(self) -> int:
        return sum(row.late for row in self.rows)

    @property
    def next_due(self) -> str:
        return next((row.due for row in self.shown(InboxFilter.WAITING) if row.due), "")


def inbox_of(provider: Provider, user: User, *, now: datetime) -> Inbox:
    rows = [_row(line, now=now) for line in inbox(by=user, provider=provider, now=now)]
    record = AnswerRecord.objects.filter(provider=provider).first()
    return Inbox(
        rows=rows,
        answers=answer_times([provider.pk], now=now).get(provider.pk, UNKNOWN),
        public=record.told if record else UNKNOWN,
        silence=silence_of(provider.pk, now=now),
    )


def waiting_of(user: User, *, now: datetime) -> dict[int, int]:
    """Provider id -> how many requests wait for an answer. For who acts for several."""
    rows = [_row(line, now=now) for line in inbox(by=user, now=now)]
    return dict(Counter(row.line.provider.pk for row in rows if row.waits))


def _row(line: InboxLine, *, now: datetime) -> InboxEntry:
    has_begun = line.visit is not None and line.visit.starts <= now
    asked_how = line.state == RequestState.AGREED and has_begun
    return InboxEntry(
        line=line,
        state=state_words(line.state, has_begun=has_begun),
        due=moment(line.due_at, line.place.time_zone) if line.is_open and line.due_at else "",
        visit=moment(line.visit.starts, line.visit.zone) if line.visit and line.visit.booked else "",
        late=line.is_open and line.is_late(now),
        waits=line.state in ANSWERED_BY_NOBODY or asked_how or (line.is_open and line.unread > 0),
    )


def _belongs(row: InboxEntry, show: InboxFilter) -> bool:
    if show == InboxFilter.WAITING:
        return row.waits
    if show == InboxFilter.AGREED:
        return row.line.state == RequestState.AGREED
    return row.line.is_open == (show == InboxFilter.OPEN)
