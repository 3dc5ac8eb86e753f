"""The directory as files: a whole one each night, and each hour what changed and who left since. Signed as one list of
hashes, so that plain `openssl` checks it.

Files are named by the SHA-256 of what they hold, so none is ever changed, and a client that kept one need not ask
again. They live in the database, in pieces: every machine has them, and a page and its files are there together or not
at all.
"""

import csv
import io
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.db import connection, transaction

from caarisma.common.advisory import Lock, taken
from matching.directory_api import gate
from matching.directory_api.kinds import EntryKind
from matching.directory_api.models import BulkPage, BulkPiece, PublishMark
from matching.directory_api.services.publishing import written
from matching.proofs.services.signing import public_pem, sign_bytes

DAY: Final = timedelta(hours=24)
KEPT: Final = timedelta(days=7)
PIECE: Final = 1_000_000  # bytes, compressed
ROWS_AT_ONCE: Final = 500
BOM: Final = "\ufeff"  # or spreadsheets read UTF-8 as something else
CSV_COLUMNS: Final = (
    "id", "clinic", "line1", "line2", "city", "state", "zip", "latitude", "longitude", "placed_by", "phone",
    "time_zone", "accepting_patients", "last_updated",
)  # fmt: skip


@dataclass
class _File:
    """What is known of a file once it is written."""

    name: str
    kind: str  # a type of resource, "deleted" or "csv"
    lines: int
    size: int


def publish_bulk(*, now: datetime) -> BulkPage | None:
    """The next page: a new chain where the last began a day ago, else what changed since the page before; None when
    nothing did, or another process is at it."""
    with transaction.atomic():
        mark = PublishMark.objects.first()
        if mark is None or not taken(Lock.PUBLISH_BULK):
            return None
        last = BulkPage.objects.order_by("number").last()
        first = BulkPage.objects.filter(number=last.chain).first() if last else None
        if last is None or first is None or now - first.made_at >= DAY:
            return _page(mark.at, None, None, now)
        return _page(mark.at, last.made_as_of, last.chain, now) if mark.at > last.made_as_of else None


def forget_bulk(*, now: datetime) -> int:
    """Chains that ended more than a week ago. The newest stays, however old it is."""
    last = BulkPage.objects.order_by("number").last()
    if last is None:
        return 0
    fresh = BulkPage.objects.filter(made_at__gte=now - KEPT).values("chain")
    return BulkPage.objects.exclude(chain=last.chain).exclude(chain__in=fresh).delete()[0]


def _page(until: datetime, since: datetime | None, chain: int | None, now: datetime) -> BulkPage:
    page = BulkPage.objects.create(
        chain=chain or 0, made_at=now, made_as_of=until, files=[], sums="", signature=b"", key=""
    )
    files = [_resources(page, kind, since, until, now) for kind in EntryKind]
    if since is None:
        files.append(_csv(page, until, now))
    else:
        files.append(_deleted(page, since, until))
    there = [file for file in files if file is not None]
    page.chain = chain or page.number
    page.files = [vars(file) for file in there]
    page.sums = "".join(
        f"{file.name.split('.')[0]}  {file.name}\n" for file in sorted(there, key=lambda file: file.name)
    )
    page.signature, page.key = sign_bytes(page.sums.encode(), now=now), public_pem(now=now)
    page.save()
    return page


# --- Lines ----------------------------------------------------------------------------------------------------------
def _resources(page: BulkPage, kind: EntryKind, since: datetime | None, until: datetime, now: datetime) -> _File | None:
    rows = _rows(kind, since, until, gone=False)
    lines = (f"{row.json}\n" for some in _some(rows) for row in gate.shown(some, now=now))
    return _written(page, kind.resource, "ndjson", lines)


def _deleted(page: BulkPage, since: datetime, until: datetime) -> _File | None:
    """As the bulk publish draft has it: one transaction a line."""
    lines = (
        written(
            {
                "resourceType": "Bundle",
                "type": "transaction",
                "entry": [{"request": {"method": "DELETE", "url": f"{row.resource}/{row.public_id}"}}],
            }
        )
        + "\n"
        for kind in EntryKind
        for row in _rows(kind, since, until, gone=True)
    )
    return _written(page, "deleted", "ndjson", lines)


def _csv(page: BulkPage, until: datetime, now: datetime) -> _File | None:
    """A row a place, for who has a spreadsheet and no FHIR."""
    rows = _rows(EntryKind.PLACE, None, until, gone=False)
    lines = (
        _csv_line(_place_row(json.loads(row.json or ""))) for some in _some(rows) for row in gate.shown(some, now=now)
    )
    return _written(page, "csv", "csv", _headed(lines))


def _headed(lines: Iterable[str]) -> Iterator[str]:
    yield BOM + _csv_line(CSV_COLUMNS)
    yield from lines


def _csv_line(values: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(_safe(str(value)) for value in values)
    return text.getvalue()


def _safe(cell: str) -> str:
    """No cell is a formula, whoever named the clinic. A number stays one."""
    number = cell.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") and not number and not cell.startswith("+1-") else cell


def _place_row(place: dict[str, Any]) -> tuple[object, ...]:
    said = {each["url"].rpartition("/")[2]: each for each in place["extension"]}
    accepts = said["newpatients"]["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "newpt"
    address, lines = place["address"], place["address"]["line"]
    return (
        place["id"], place["name"], lines[0], lines[1] if len(lines) > 1 else "", address["city"], address["state"],
        address["postalCode"], place["position"]["latitude"], place["position"]["longitude"],
        said["placed-by"]["valueCode"], next((each["value"] for each in place.get("telecom", ())), ""),
        said["timezone"]["valueCode"], "yes" if accepts else "no", place["meta"]["lastUpdated"],
    )  # fmt: skip


def _rows(kind: EntryKind, since: datetime | None, until: datetime, *, gone: bool) -> Iterator[gate.Row]:
    after, left = 0, "NOT NULL" if gone else "NULL"
    while True:
        rows = gate.rows_where(
            f"e.kind = %s AND e.gone_at IS {left} AND e.id > %s AND e.updated_at <= %s "
            "AND (%s::timestamptz IS NULL OR e.updated_at > %s) ORDER BY e.id LIMIT %s",
            int(kind), after, until, since, since, ROWS_AT_ONCE,
        )  # fmt: skip
        yield from rows
        if len(rows) < ROWS_AT_ONCE:
            return
        after = rows[-1].id


def _some(rows: Iterable[gate.Row]) -> Iterator[list[gate.Row]]:
    held: list[gate.Row] = []
    for row in rows:
        held.append(row)
        if len(held) == ROWS_AT_ONCE:
            yield held
            held = []
    if held:
        yield held


# --- Files ----------------------------------------------------------------------------------------------------------
def _written(page: BulkPage, kind: str, ending: str, lines: Iterable[str]) -> _File | None:
    """Piece by piece: nothing is ever whole in memory. None where there is nothing to say."""
    digest, packed, number, count, size = sha256(), zlib.compressobj(6, wbits=31), 0, 0, 0
    held, working = bytearray(), f"{page.number}.{kind}"
    for line in lines:
        data = line.encode()
        digest.update(data)
        held += packed.compress(data)
        count, size = count + 1, size + len(data)
        if len(held) >= PIECE:
            BulkPiece.objects.create(page=page, name=working, number=number, data=bytes(held))
            held.clear()
            number += 1
    if not count:
        return None
    BulkPiece.objects.create(page=page, name=working, number=number, data=bytes(held) + packed.flush())
    name = f"{digest.hexdigest()}.{ending}"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE directory_api_bulkpiece SET name = %s WHERE page_id = %s AND name = %s", [name, page.pk, working]
        )
    return _File(name, kind, count - (kind == "csv"), size)
