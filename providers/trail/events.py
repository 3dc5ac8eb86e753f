"""Who did what: histories of cases, looks, the audit trail and changes of access in one order, for reading and for a
spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from caarisma.access_trail.models import AccessChange
from caarisma.accounts.models import AuditEvent, User
from providers.ledger.models import ProviderLook
from providers.screening.enums import CaseReason, CheckResult, EventKind
from providers.screening.models import CaseEvent, Document, SourcePage

COLUMNS: Final = (
    *("when (UTC)", "who", "what", "about", "provider NPI", "case", "from", "to", "found", "good until"),
    *("approved from", "approved until", "reasons", "words", "source", "documents (SHA-256)"),
    *("look", "evidence (SHA-256)", "hash of the look"),
)
MARK: Final = "\ufeff"  # without it Excel reads UTF-8 as Windows-1252, and no Núñez is found again
DOCUMENT: Final = "providers.document "
SAVED: Final = "providers.sourcepage "
PROVIDER: Final = "providers.provider "
# A cell that begins so is a formula to a spreadsheet. Tab and line breaks hide such a beginning.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailLine:
    at: datetime
    who: str
    what: str
    about: str = ""
    npi: str = ""
    before: str = ""
    after: str = ""
    words: str = ""
    source: str = ""
    case: str = ""
    found: str = ""  # what a check came to, in words
    good_until: str = ""
    approved_from: str = ""
    approved_until: str = ""
    reasons: str = ""
    documents: str = ""
    look: str = ""  # its number in the provider's ledger
    evidence: str = ""
    hash: str = ""

    def cells(self) -> list[str]:
        rest = (
            *(self.who, self.what, self.about, self.npi, self.case, self.before, self.after, self.found),
            *(self.good_until, self.approved_from, self.approved_until, self.reasons, self.words, self.source),
            *(self.documents, self.look, self.evidence, self.hash),
        )
        return [safe_cell(text) for text in (f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}", *rest)]


def lines(*, since: date | None, until: date | None, who: str, npi: str, most: int) -> list[TrailLine]:
    """The newest first, `most` at most."""
    audits = list(_audits(since, until, who, npi)[:most])
    owners = _owners(audits)
    events = CaseEvent.objects.select_related("case")
    found = [
        *(_case_line(event) for event in _by_people(events, since, until, who, npi)[:most]),
        *(_audit_line(event, owners) for event in audits),
        *(_look_line(look) for look in _by_people(ProviderLook.objects.all(), since, until, who, npi)[:most]),
        *(_access_lines(since, until, who, most) if not npi else ()),
    ]
    return sorted(found, key=lambda line: line.at, reverse=True)[:most]


def write_csv(rows: Iterable[TrailLine]) -> Iterator[str]:
    """Lines of the file. Every cell is quoted, and none is a formula."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    yield MARK + writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow(row.cells())


def safe_cell(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe stands before anything that would begin a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


class _Echo:
    def write(self, text: str) -> str:
        return text


def _by_people(rows: QuerySet[Any], since: date | None, until: date | None, who: str, npi: str) -> QuerySet[Any]:
    """Rows `by` somebody about a provider: events of cases, looks."""
    rows = _between(rows, since, until).select_related("by", "provider")
    rows = rows.filter(by__email__icontains=who) if who else rows
    return (rows.filter(provider__npi=npi) if npi else rows).order_by("-at", "-pk")


def _audits(since: date | None, until: date | None, who: str, npi: str) -> QuerySet[AuditEvent]:
    """With `npi`: who read that provider's documents, saved pages or file."""
    events = _between(AuditEvent.objects.all(), since, until).select_related("actor")
    if npi:
        documents = Document.objects.filter(provider__npi=npi).values_list("pk", flat=True)
        pages = SourcePage.objects.filter(provider__npi=npi).values_list("pk", flat=True)
        about = [*(f"{DOCUMENT}{pk}" for pk in documents), *(f"{SAVED}{pk}" for pk in pages), f"{PROVIDER}{npi}"]
        events = events.filter(about__in=about)
    return (events.filter(actor__email__icontains=who) if who else events).order_by("-at", "-pk")


def _access_lines(since: date | None, until: date | None, who: str, most: int) -> Iterator[TrailLine]:
    """With `who`: what they changed, and what was changed of them."""
    changes = _between(AccessChange.objects.all(), since, until)
    if who:
        accounts = User.objects.filter(email__icontains=who).values("pk")
        changes = changes.filter(Q(by__in=accounts) | Q(account__in=accounts))
    found = list(changes.order_by("-at", "-pk")[:most])
    numbers = {number for change in found for number in (change.by, change.account) if number}
    emails = dict(User.objects.filter(pk__in=numbers).values_list("pk", "email"))
    for change in found:
        yield TrailLine(
            at=change.at,
            who=emails.get(change.by, f"account {change.by}") if change.by else "",
            what=change.what,
            about=emails.get(change.account, f"account {change.account}") if change.account else "",
            words=_told(change.details),
        )


def _between(rows: QuerySet[Any], since: date | None, until: date | None) -> QuerySet[Any]:
    """Whole days in UTC, both ends included."""
    if since:
        rows = rows.filter(at__gte=datetime.combine(since, time(), tzinfo=UTC))
    if until and until < date.max:
        rows = rows.filter(at__lt=datetime.combine(until + timedelta(days=1), time(), tzinfo=UTC))
    return rows


def _owners(audits: Iterable[AuditEvent]) -> dict[str, str]:
    """ "providers.document 12" -> the NPI of whose it is."""
    owners = {event.about: event.about.removeprefix(PROVIDER) for event in audits if event.about.startswith(PROVIDER)}
    for prefix, rows in ((DOCUMENT, Document.objects.all()), (SAVED, SourcePage.objects.exclude(provider=None))):
        named = (event.about.removeprefix(prefix) for event in audits if event.about.startswith(prefix))
        pks = {int(number) for number in named if number.isdecimal()}
        owners |= {f"{prefix}{pk}": npi for pk, npi in rows.filter(pk__in=pks).values_list("pk", "provider__npi")}
    return owners


def found_by(event: CaseEvent) -> tuple[str, str]:
    """What the check that an event is about came to, and until when it counts; as it stood then."""
    check = event.checks.get(event.about, {}) if event.kind in SAYS_A_RESULT else {}
    result = check.get("result") or ""
    label = str(CheckResult(result).label) if result in CheckResult.values else result
    return ". ".join(filter(None, (label, check.get("finding")))), check.get("good_until") or ""


SAYS_A_RESULT: Final = frozenset({EventKind.CHECKED, EventKind.OVERRIDE_ASKED, EventKind.OVERRIDE_GRANTED})


def _case_line(event: CaseEvent) -> TrailLine:
    moved = event.from_status != event.to_status
    found, good_until = found_by(event)
    case = event.case if event.kind == EventKind.APPROVED else None
    return TrailLine(
        at=event.at,
        who=event.by.email if event.by else "",
        what=event.get_kind_display(),
        about=event.about,
        npi=event.provider.npi,
        before=event.from_status if moved else "",
        after=event.to_status if moved else "",
        words=event.words,
        source=event.reference,
        case=str(event.case_id or ""),
        found=found,
        good_until=good_until,
        approved_from=str(case.approved_from or "") if case else "",
        approved_until=str(case.approved_until or "") if case else "",
        reasons=" ".join(str(CaseReason(code).label) for code in event.reasons),
        documents=" ".join(f"{document['kind']} {document['sha256']}" for document in event.documents),
    )


def _look_line(look: ProviderLook) -> TrailLine:
    return TrailLine(
        at=look.at,
        who=look.by.email if look.by else "",
        what=gettext("Look"),
        about=look.kind,
        npi=look.provider.npi,
        found=". ".join(filter(None, (str(look.get_result_display()), look.finding))),
        good_until=str(look.good_until or ""),
        words=str(look.get_origin_display()),
        source=f"{look.source} {look.reference}".strip(),
        look=str(look.number),
        evidence=look.evidence,
        hash=look.hash,
    )


def _audit_line(event: AuditEvent, owners: Mapping[str, str]) -> TrailLine:
    return TrailLine(
        at=event.at,
        who=event.actor.email,
        what=event.verb,
        about=event.about,
        npi=owners.get(event.about, ""),
        words=_told(event.details),
    )


def _told(details: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in details.items())
