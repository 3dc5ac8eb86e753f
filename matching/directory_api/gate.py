"""The last word before anything is sent: is what this entry was made from listed at this moment? Versions may be some
seconds old, and midnight writes no row; this asks the facts."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, Value

from caarisma.common.expressions import AnyOf
from caarisma.common.prepared import Prepared, array, written
from matching.directory_api.kinds import EntryKind
from providers.directory.models import Offering
from providers.directory.offered import offered
from providers.listing.gate import listed_of_places, listed_of_providers

IDS: Final = "the ids"


class Row(NamedTuple):
    """A published entry with its body."""

    id: int
    kind: int
    public_id: UUID
    version: int
    updated_at: datetime
    gone_at: datetime | None
    provider: int
    place: int | None
    source: int
    json: str | None

    @property
    def resource(self) -> str:
        return EntryKind(self.kind).resource


COLUMNS: Final = "e.id, e.kind, e.public_id, e.version, e.updated_at, e.gone_at, e.provider, e.place, e.source, b.json"
FROM: Final = "directory_api_directoryentry e LEFT JOIN directory_api_entrybody b ON b.entry_id = e.id"


def rows_where(where: str, *values: Any) -> list[Row]:
    """`where`: a text of ours, never input."""
    return rows_of_any([(where, values)])


def rows_of_any(asked: Sequence[tuple[str, Sequence[Any]]]) -> list[Row]:
    """Of several conditions, each a text of ours with its values, in one query."""
    parts = (f"(SELECT {COLUMNS} FROM {FROM} WHERE {where})" for where, _values in asked)  # noqa: S608  texts of ours
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [value for _where, values in asked for value in values])
        return [_row(row) for row in cursor.fetchall()]


def rows_of_ids(ids: Sequence[int]) -> list[Row]:
    """In no order."""
    return [_row(row) for row in BODIES.fetch(array(ids))]


def _row(row: Sequence[Any]) -> Row:
    return Row(row[0], row[1], _uuid(row[2]), *row[3:])


def _uuid(value: object) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def shown(rows: Sequence[Row], *, now: datetime, known: Sequence[Row] = ()) -> list[Row]:
    """Those that may be sent, in their order. Two queries at most for what hangs on a place, one more for people.

    `known`: rows that may be sent at this same instant `now`. Who has such a place is listed, and needs no question.
    """
    live = [row for row in rows if row.gone_at is None and row.json]
    places = {row.place for row in known if row.place is not None}
    providers = {row.provider for row in known}
    asked_places = {row.place for row in live if row.place is not None} - places
    places |= listed_of_places(asked_places, now=now)
    providers |= listed_of_providers({row.provider for row in live if row.place is None} - providers, now=now)
    lines = offered_lines(row.source for row in live if row.kind == EntryKind.SERVICE)
    return [
        row
        for row in live
        if (row.place in places if row.place is not None else row.provider in providers)
        and (row.kind != EntryKind.SERVICE or row.source in lines)
    ]


def offered_lines(offering_ids: Iterable[int]) -> frozenset[int]:
    asked = list(offering_ids)
    return frozenset(line for (line,) in OFFERED.fetch(array(asked))) if asked else frozenset()


def _offered(ids: str) -> str:
    lines = Offering.objects.filter(offered(), AnyOf(F("pk"), Value(IDS)), area_concern__is_active=True)
    return written(lines.order_by().values_list("pk"), {IDS: ids})


def _bodies(ids: str) -> str:
    return f"SELECT {COLUMNS} FROM {FROM} WHERE e.id = ANY({ids})"  # noqa: S608  texts of ours


BODIES: Final = Prepared("directory_bodies", ("bigint[]",), _bodies)
OFFERED: Final = Prepared("offered_lines", ("bigint[]",), _offered)
