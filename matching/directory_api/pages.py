"""Answers as Bundles: found, asked of the gate, and joined from bodies that were written before."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode

from matching.directory_api import gate
from matching.directory_api.asking import cursor, finding
from matching.directory_api.asking.cursor import BEGINNING, After, BadCursor, OtherQuery
from matching.directory_api.asking.finding import Hit
from matching.directory_api.asking.outcomes import Fault, RefusedQuery, outcome
from matching.directory_api.asking.terms import SearchTerms
from matching.directory_api.gate import Row
from matching.directory_api.kinds import BY_RESOURCE, EntryKind, code_of
from matching.directory_api.models import PublishMark
from matching.directory_api.shapes.checks import instant
from matching.directory_api.systems import CORE, base

SPARE: Final = 4  # asked for beyond a page: the gate may refuse some
ROUNDS: Final = 3
MOST_INCLUDED: Final = 500
HISTORY_KEPT: Final = timedelta(days=400)

CURSOR_FORGED: Final = Fault("invalid", "cursor", "This is no cursor of ours. Take link.next as it is.", "_cursor")
CURSOR_MOVED: Final = Fault(
    "invalid", "cursor-mismatch", "This cursor is of another query. Start without it.", "_cursor"
)


@dataclass
class BundleAnswer:
    """A Bundle as text, and what it is known by."""

    text: str
    etag: str


@dataclass
class FoundPage:
    """`next`: where the next page begins; None on the last one."""

    rows: list[Row] = field(default_factory=list)
    meters: dict[int, float] = field(default_factory=dict)
    next: After | None = None


# --- Searches -------------------------------------------------------------------------------------------------------
def search(terms: SearchTerms, warnings: list[Fault], *, now: datetime) -> BundleAnswer:
    """Raises RefusedQuery."""
    mark, query = PublishMark.objects.first(), cursor.query_hash(terms)
    after = _after(terms.cursor, terms.order, query)
    found = FoundPage() if terms.only_total or mark is None else _found(terms, after, now)
    included, too_many = _included(terms, found.rows, now=now) if found.rows else ([], False)
    notes = [*warnings]
    if too_many:
        words = f"More than {MOST_INCLUDED} resources would come along. Ask for fewer on a page."
        notes.append(Fault("too-costly", "too-costly", words, "_include", "warning"))
    notes += _gone_among(terms, found.rows) if terms.ids else []
    total = _total(terms, mark, notes)
    entries = [_entry(row, _mode("match", found.meters.get(row.id))) for row in found.rows]
    entries += [_entry(row, _mode("include")) for row in included]
    if notes:
        entries.append('{"resource":%s,"search":{"mode":"outcome"}}' % _written(outcome(notes)))  # noqa: UP031  braces
    path = f"/{terms.kind.resource}"
    links = [("self", _address(path, terms.understood))]
    if found.next is not None:
        following = cursor.write(found.next, order=terms.order, query=query)
        links.append(("next", _address(path, [*terms.understood, ("_cursor", following)])))
    text = _bundle("searchset", mark, links, entries, total=total)
    return BundleAnswer(text, _etag([*found.rows, *included], links, total, notes))


def _after(text: str, order: str, query: bytes) -> After:
    if not text:
        return BEGINNING
    try:
        return cursor.read(text, order=order, query=query)
    except BadCursor:
        raise RefusedQuery(400, [CURSOR_FORGED]) from None
    except OtherQuery:
        raise RefusedQuery(400, [CURSOR_MOVED]) from None


def _found(terms: SearchTerms, after: After, now: datetime) -> FoundPage:
    """A page, and one more to know whether there is a next: what the gate refuses makes no empty page."""
    hits: list[Hit] = []
    kept: list[tuple[Hit, Row]] = []
    for _round in range(ROUNDS):
        limit = terms.count + 1 + SPARE - len(kept)
        hits = finding.find(terms, after, limit)
        rows = _read([hit.entry for hit in hits], now) if hits else {}
        kept += [(hit, rows[hit.entry]) for hit in hits if hit.entry in rows]
        if len(hits) < limit or len(kept) > terms.count:
            break
        after = hits[-1].after
    page = kept[: terms.count]
    found = FoundPage(
        [row for _hit, row in page], {hit.entry: hit.meters for hit, _row in page if hit.meters is not None}
    )
    if len(kept) > terms.count:
        found.next = page[-1][0].after
    elif len(hits) == limit:
        found.next = hits[-1].after  # many left in the last seconds
    return found


def _read(entries: list[int], now: datetime) -> dict[int, Row]:
    return {row.id: row for row in gate.shown(gate.rows_of_ids(entries), now=now)}


def _total(terms: SearchTerms, mark: PublishMark | None, notes: list[Fault]) -> int | None:
    if not terms.total:
        return None
    if terms.is_plain:
        return int(mark.live.get(terms.kind.resource, 0)) if mark else 0
    counted = finding.count(terms)
    if counted > finding.MOST_COUNTED:
        words = f"{finding.MOST_COUNTED:,} or more. Exact numbers are told up to that, and for a type as a whole."
        notes.append(Fault("too-costly", "too-costly", words, "_total", "information"))
        return None
    return counted


def _gone_among(terms: SearchTerms, rows: list[Row]) -> list[Fault]:
    """Of the ids that were asked for, those that were here once."""
    there = {row.public_id for row in rows}
    asked = [str(each) for each in terms.ids or () if each not in there]
    gone = gate.rows_where("e.public_id = ANY(%s::uuid[]) AND e.kind = %s", asked, int(terms.kind)) if asked else []
    return [
        Fault("deleted", "gone", f"{row.resource}/{row.public_id} is not listed any more.", "_id", "information")
        for row in sorted(gone, key=lambda row: row.id)
    ]


# --- What comes along -----------------------------------------------------------------------------------------------
SAME_PROVIDER: Final = frozenset({"PractitionerRole:practitioner"})


def _included(terms: SearchTerms, rows: list[Row], *, now: datetime) -> tuple[list[Row], bool]:
    """Each once, and none that is a hit; whether there were more than one answer holds."""
    asked = [(name, False) for name in terms.include] + [(name, True) for name in terms.revinclude]
    if not asked:
        return [], False
    here, found = {row.id for row in rows}, dict[int, Row]()
    wanted = [_referring(name, rows) if back else _referred(name, rows) for name, back in asked]
    for row in gate.rows_of_any(wanted):
        if row.id not in here:
            found.setdefault(row.id, row)
    held = gate.shown(sorted(found.values(), key=lambda row: row.id)[: MOST_INCLUDED + 1], now=now, known=rows)
    return held[:MOST_INCLUDED], len(found) > MOST_INCLUDED


Condition = tuple[str, list[Any]]


def _referred(name: str, rows: list[Row]) -> Condition:
    target = {"practitioner": EntryKind.PERSON, "location": EntryKind.PLACE, "service": EntryKind.SERVICE}
    column = "provider" if name in SAME_PROVIDER else "place"
    values = {getattr(row, column) for row in rows} - {None}
    kind = int(target[name.split(":")[1]])
    return f"e.{column} = ANY(%s) AND e.kind = %s LIMIT %s", [list(values), kind, MOST_INCLUDED + 1]


def _referring(name: str, rows: list[Row]) -> Condition:
    resource, parameter = name.split(":")
    values = [f"{row.resource}/{row.public_id}" if parameter == "target" else str(row.public_id) for row in rows]
    codes = [code_of(parameter, value) for value in values]
    return (
        "e.id IN (SELECT c.entry_id FROM directory_api_entrycode c WHERE c.kind = %s AND c.code = ANY(%s) LIMIT %s)",
        [int(BY_RESOURCE[resource]), codes, MOST_INCLUDED + 1],
    )


# --- Changes --------------------------------------------------------------------------------------------------------
def history(kind: EntryKind, since: datetime, count: int, text: str, *, now: datetime, form: str = "") -> BundleAnswer:
    """What changed after `since`, the oldest first: the newest version, or that it is gone. `form`: as was asked for.

    Raises RefusedQuery."""
    since = since.replace(microsecond=since.microsecond // 1000 * 1000)  # as links say it, and as all of ours are
    if since < now - HISTORY_KEPT:
        words = "Changes are kept for 400 days. Take the bulk file, and go on from its transactionTime."
        raise RefusedQuery(410, [Fault("too-costly", "too-old", words, "_since")])
    mark = PublishMark.objects.first()
    query = sha256(f"history {int(kind)} {since.isoformat()}".encode()).digest()[:8]
    after = _after(text, "history", query)
    start = finding.at_of(after.key) if after.entry else since
    rows = gate.rows_where(
        "e.kind = %s AND e.updated_at > %s AND (e.updated_at, e.id) > (%s, %s) ORDER BY e.updated_at, e.id LIMIT %s",
        int(kind), since, start, after.entry, count + 1,
    )  # fmt: skip
    page = rows[:count]
    live = {row.id for row in gate.shown(page, now=now)}
    told = [row for row in page if row.gone_at is not None or row.id in live]  # who lapsed just now comes as gone
    asked = [("_since", instant(since)), ("_count", str(count)), *([("_format", form)] if form else [])]
    path = f"/{kind.resource}/_history"
    links = [("self", _address(path, asked))]
    if len(rows) > count:
        last = After(finding.key_of(page[-1].updated_at), page[-1].id)
        following = cursor.write(last, order="history", query=query)
        links.append(("next", _address(path, [*asked, ("_cursor", following)])))
    entries = [_change(row) for row in told]
    return BundleAnswer(_bundle("history", mark, links, entries, total=None), _etag(told, links, None, []))


def _change(row: Row) -> str:
    name = f"{row.resource}/{row.public_id}"
    if row.gone_at is not None:
        response = {"status": "410", "lastModified": instant(row.gone_at)}
        return _written(
            {"fullUrl": f"{base()}/{name}", "request": {"method": "DELETE", "url": name}, "response": response}
        )
    response = {"status": "200", "etag": f'W/"{row.version}"', "lastModified": instant(row.updated_at)}
    head = _written({"fullUrl": f"{base()}/{name}", "request": {"method": "PUT", "url": name}, "response": response})
    return f'{head[:-1]},"resource":{row.json}}}'


# --- Text -----------------------------------------------------------------------------------------------------------
def _bundle(
    kind: str, mark: PublishMark | None, links: list[tuple[str, str]], entries: list[str], *, total: int | None
) -> str:
    head: dict[str, Any] = {"resourceType": "Bundle"}
    if mark is not None:
        head["meta"] = {"lastUpdated": instant(mark.at)}
    head["type"] = kind
    if total is not None:
        head["total"] = total
    head["link"] = [{"relation": relation, "url": url} for relation, url in links]
    text = _written(head)
    return f'{text[:-1]},"entry":[{",".join(entries)}]}}' if entries else text


def _entry(row: Row, search_part: str) -> str:
    return f'{{"fullUrl":"{base()}/{row.resource}/{row.public_id}","resource":{row.json},"search":{search_part}}}'


def _mode(mode: str, meters: float | None = None) -> str:
    """With how far it is, where that was asked."""
    if meters is None:
        return f'{{"mode":"{mode}"}}'
    distance = {
        "value": round(meters / 1000, 2), "unit": "km", "system": "http://unitsofmeasure.org", "code": "km"
    }  # fmt: skip
    return _written({"extension": [{"url": f"{CORE}location-distance", "valueDistance": distance}], "mode": mode})


def _address(path: str, asked: list[tuple[str, str]]) -> str:
    return f"{base()}{path}" + (f"?{urlencode(asked)}" if asked else "")


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _etag(rows: list[Row], links: list[tuple[str, str]], total: int | None, notes: list[Fault]) -> str:
    known_by = repr([[(str(row.public_id), row.version) for row in rows], links, total, [note.words for note in notes]])
    return f'W/"{sha256(known_by.encode()).hexdigest()[:16]}"'
