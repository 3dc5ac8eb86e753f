"""Who did what: histories of cases and the audit trail in one order, for reading and for a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from caarisma.accounts.models import AuditEvent
from providers.models import CaseEvent

COLUMNS: Final = ("when (UTC)", "who", "what", "about", "provider NPI", "from", "to", "words", "source")
# A cell that begins so is a formula to a spreadsheet. Tab and line breaks hide such a beginning.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    at: datetime
    who: str
    what: str
    about: str = ""
    npi: str = ""
    before: str = ""
    after: str = ""
    words: str = ""
    source: str = ""

    def cells(self) -> list[str]:
        rest = (self.who, self.what, self.about, self.npi, self.before, self.after, self.words, self.source)
        return [safe_cell(text) for text in (f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}", *rest)]


def lines(*, since: date | None, until: date | None, who: str, npi: str, most: int) -> list[Line]:
    """The newest first, `most` at most."""
    found = [
        *(_case_line(event) for event in _cases(since, until, who, npi)[:most]),
        *([] if npi else (_audit_line(event) for event in _audits(since, until, who)[:most])),
    ]
    return sorted(found, key=lambda line: line.at, reverse=True)[:most]


def write_csv(rows: Iterable[Line]) -> Iterator[str]:
    """Lines of the file. Every cell is quoted, and none is a formula."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    yield writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow(row.cells())


def safe_cell(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe stands before anything that would begin a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


class _Echo:
    def write(self, text: str) -> str:
        return text


def _cases(since: date | None, until: date | None, who: str, npi: str) -> QuerySet[CaseEvent]:
    events = _between(CaseEvent.objects.all(), "at", since, until).select_related("by", "provider")
    events = events.filter(by__email__icontains=who) if who else events
    return (events.filter(provider__npi=npi) if npi else events).order_by("-at", "-pk")


def _audits(since: date | None, until: date | None, who: str) -> QuerySet[AuditEvent]:
    events = _between(AuditEvent.objects.all(), "at", since, until).select_related("actor")
    return (events.filter(actor__email__icontains=who) if who else events).order_by("-at", "-pk")


def _between(rows: QuerySet[Any], field: str, since: date | None, until: date | None) -> QuerySet[Any]:
    """Whole days in UTC, both ends included."""
    if since:
        rows = rows.filter(**{f"{field}__gte": datetime.combine(since, time(), tzinfo=UTC)})
    if until and until < date.max:
        rows = rows.filter(**{f"{field}__lt": datetime.combine(until + timedelta(days=1), time(), tzinfo=UTC)})
    return rows


def _case_line(event: CaseEvent) -> Line:
    moved = event.from_status != event.to_status
    return Line(
        at=event.at,
        who=event.by.email if event.by else "",
        what=event.get_kind_display(),
        about=event.about,
        npi=event.provider.npi,
        before=event.from_status if moved else "",
        after=event.to_status if moved else "",
        words=event.words,
        source=event.reference,
    )


def _audit_line(event: AuditEvent) -> Line:
    details = ", ".join(f"{name}: {value}" for name, value in event.details.items())
    return Line(at=event.at, who=event.actor.email, what=event.verb, about=event.about, words=details)
