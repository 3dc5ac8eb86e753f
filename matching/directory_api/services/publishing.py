"""The publisher: turns facts into versions. "Listed" ends at midnight without a row being written, so it goes by the
change log, by the next date of each person, and once an hour by everybody who is listed.

One at a time, under one lock: batches have instants that only grow, and whoever asks for what is newer than the last
one misses nothing. It may be cut off anywhere and run again: a batch is one transaction, and what is as it was is not
written.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any, Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from caarisma.common.advisory import Lock, held
from caarisma.common.copy_in import copy_in
from matching.directory_api.facts import PublishedPerson, listed_people, published_places
from matching.directory_api.kinds import EntryKind
from matching.directory_api.models import DirectoryEntry, EntryBody, EntryCode, EntryPoint, EntryWord, PublishMark
from matching.directory_api.shapes.checks import instant
from matching.directory_api.shapes.parts import DEMONSTRATION, Drawn
from matching.directory_api.shapes.whole import draw
from matching.directory_api.systems import canonical
from matching.snapshots.changes import changes_since, watermark_now
from providers.directory.models import PracticeLocation
from providers.ledger.models import ProviderLook
from treatments.models import AreaConcern

SHAPES: Final = 2  # another number draws every resource anew
SLICE: Final = 250  # providers in one transaction
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
TICK: Final = timedelta(milliseconds=1)
LOOKED_LATELY: Final = timedelta(hours=2)
GONE_KEPT: Final = timedelta(days=3 * 365)  # then "gone" is "never was"


def publish_changes(*, now: datetime) -> int:
    """Write down what changed since the last time. Returns how many versions that made; 0 while another process is at
    it."""
    with held(Lock.PUBLISH_DIRECTORY) as mine:
        if not mine:
            return 0
        here, catalog, mark = watermark_now(), fingerprint(), PublishMark.objects.first()
        if mark is None or mark.origin != here.origin or mark.catalog != catalog:
            providers, seen = _everybody(now), here.seen
        else:
            changes = changes_since(mark.seen)
            whole, seen = changes.is_cut or None in changes.locations, changes.seen
            providers = _everybody(now) if whole else _providers_at(changes.locations) | _overdue(now)
        written = publish(providers, now=now)
        told = {"seen": seen, "origin": here.origin, "catalog": catalog}
        PublishMark.objects.update_or_create(id=1, defaults=told, create_defaults={**told, "at": now})
        return written


def publish_days(*, now: datetime) -> int:
    """Compare who is listed with what is published: a day that begins writes no row. So does a look that found nothing
    new."""
    with held(Lock.PUBLISH_DIRECTORY) as mine:
        if not mine or not PublishMark.objects.exists():
            return 0
        listed = dict(published_places(now=now).order_by().values_list("pk", "provider_id"))
        there = dict(_live(EntryKind.PLACE).values_list("source", "provider"))
        apart = {(listed | there)[place] for place in listed.keys() ^ there.keys()}
        looked = ProviderLook.objects.filter(at__gt=now - LOOKED_LATELY).values_list("provider_id", flat=True)
        return publish(apart | (set(looked) & set(there.values())), now=now)


def publish(provider_ids: Collection[int], *, now: datetime) -> int:
    """Bring the entries of these providers to what is listed at `now`. Returns how many versions that made."""
    with translation.override("en"):
        return sum(_publish(each, now) for each in _slices(sorted(provider_ids)))


def forget_gone(*, now: datetime) -> int:
    return DirectoryEntry.objects.filter(gone_at__lt=now - GONE_KEPT).delete()[0]


def fingerprint() -> str:
    """Of what all resources are drawn from, beside the directory."""
    names = ("area__slug", "area__name_en", "concern__slug", "concern__name_en", "concern__needs_fda_note", "is_active")
    rows = AreaConcern.objects.order_by("pk").values_list("pk", *names)
    return sha256(repr([SHAPES, canonical(""), settings.SITE_URL, settings.DEMO, *rows]).encode()).hexdigest()


# --- Whom ---------------------------------------------------------------------------------------------------------
def _everybody(now: datetime) -> set[int]:
    listed = published_places(now=now).order_by().values_list("provider_id", flat=True)
    there = DirectoryEntry.objects.filter(gone_at=None).values_list("provider", flat=True)
    return {*listed.distinct(), *there.distinct()}


def _providers_at(location_ids: Iterable[int | None]) -> set[int]:
    """Of these places now, and as they were published: a deleted one has no provider any more."""
    places = [pk for pk in location_ids if pk is not None]
    if not places:
        return set()
    now = PracticeLocation.objects.filter(pk__in=places).values_list("provider_id", flat=True)
    before = DirectoryEntry.objects.filter(place__in=places).values_list("provider", flat=True)
    return {*now, *before}


def _overdue(now: datetime) -> set[int]:
    return set(DirectoryEntry.objects.filter(valid_until__lte=now).values_list("provider", flat=True))


def _live(kind: EntryKind) -> Any:
    return DirectoryEntry.objects.filter(kind=kind, gone_at=None)


def _slices(provider_ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(provider_ids)
    while some := list(islice(rest, SLICE)):
        yield some


# --- One batch ----------------------------------------------------------------------------------------------------
Key = tuple[int, EntryKind, int]  # provider, kind, source


@dataclass
class _KnownEntries:
    """What was published of these providers, and how their rows are called in public."""

    entries: dict[Key, DirectoryEntry]
    named: dict[Key, UUID] = field(default_factory=dict)

    def ids(self, provider: int) -> Callable[[EntryKind, int], str]:
        def id_of(kind: EntryKind, source: int) -> str:
            key = (provider, kind, source)
            known = self.entries.get(key)
            return str(known.public_id if known else self.named.setdefault(key, uuid4()))

        return id_of

    def since(self, person: PublishedPerson, now: datetime) -> Callable[[int], date]:
        zones = {place.location.pk: ZoneInfo(place.location.time_zone) for place in person.places}

        def first_day(place: int) -> date:
            known = self.entries.get((person.provider.pk, EntryKind.ROLE, place))
            return known.listed_since if known and known.gone_at is None else now.astimezone(zones[place]).date()

        return first_day


@dataclass
class _Version:
    """One entry to write, with its number."""

    entry: DirectoryEntry
    drawn: Drawn
    tag: dict[str, Any]
    joins: bool  # was not there before, or had left

    def body(self) -> str:
        meta = {"versionId": str(self.entry.version), "lastUpdated": instant(self.entry.updated_at), **self.tag}
        head = {"resourceType": self.drawn.kind.resource, "id": str(self.entry.public_id), "meta": meta}
        return written({**head, **self.drawn.resource})


@transaction.atomic
def _publish(provider_ids: list[int], now: datetime) -> int:
    mark = PublishMark.objects.select_for_update().first()
    at = now.replace(microsecond=now.microsecond // 1000 * 1000)
    at = max(at, mark.at + TICK) if mark else at
    there = DirectoryEntry.objects.filter(provider__in=provider_ids)
    known = _KnownEntries({(row.provider, EntryKind(row.kind), row.source): row for row in there})
    people = listed_people(provider_ids, now=now)
    fresh: list[_Version] = []
    stays: set[Key] = set()
    ends: list[tuple[int, datetime | None]] = []
    for pk, person in people.items():
        tag = DEMONSTRATION if person.provider.is_demonstration else {}
        end, since = person.next_end(now=now), known.since(person, now)
        for drawn in draw(person, known.ids(pk), since):
            key = (pk, drawn.kind, drawn.source)
            stays.add(key)
            fresh += _version(known, key, drawn, tag, at, since, person)
        ends.append((pk, end))
    left = [row for key, row in known.entries.items() if key not in stays and row.gone_at is None]
    _write(fresh, left, at)
    _set_ends(ends, left)
    if mark and (fresh or left):
        _count(mark, fresh, left, at)
    elif mark is None and fresh:
        first = PublishMark(seen="", origin="", at=at)
        first.save()
        _count(first, fresh, left, at)
    return len(fresh) + len(left)


def _version(
    known: _KnownEntries,
    key: Key,
    drawn: Drawn,
    tag: dict[str, Any],
    at: datetime,
    since: Callable[[int], date],
    person: PublishedPerson,
) -> list[_Version]:
    """The next of this entry; none where it is as it was."""
    found_by = [sorted(drawn.codes), sorted(drawn.words), drawn.point]
    digest = sha256((written(drawn.resource) + repr([found_by, tag, drawn.place])).encode()).hexdigest()
    row, (pk, kind, source) = known.entries.get(key), key
    if row is not None and row.gone_at is None and row.content_hash == digest:
        return []
    if row is None:
        public_id = UUID(known.ids(pk)(kind, source))
        row = DirectoryEntry(kind=kind, public_id=public_id, provider=pk, source=source, version=0, first_at=at)
        row.gone_at = at  # not there before
    joins = row.gone_at is not None
    if joins:
        row.listed_since = since(drawn.place or person.places[0].location.pk)
    row.place, row.content_hash, row.updated_at, row.gone_at = drawn.place, digest, at, None
    row.version += 1
    return [_Version(row, drawn, tag, joins)]


def _write(fresh: list[_Version], left: list[DirectoryEntry], at: datetime) -> None:
    new = [version.entry for version in fresh if version.entry.pk is None]
    changed = [version.entry for version in fresh if version.entry.pk is not None]
    for row in left:
        row.version, row.updated_at, row.gone_at, row.content_hash = row.version + 1, at, at, ""
    DirectoryEntry.objects.bulk_create(new, batch_size=2000)
    _update(changed + left)
    touched = [row.pk for row in (*changed, *left)]
    for model in (EntryBody, EntryCode, EntryWord, EntryPoint):
        model.objects.filter(entry__in=touched)._raw_delete("default") if touched else None
    _copy(EntryBody, "entry_id json", ((v.entry.pk, v.body()) for v in fresh))
    _copy(EntryCode, "kind code entry_id", ((v.drawn.kind, code, v.entry.pk) for v in fresh for code in v.drawn.codes))
    _copy(EntryWord, "kind word entry_id", ((v.drawn.kind, word, v.entry.pk) for v in fresh for word in v.drawn.words))
    _copy(EntryPoint, "entry_id kind band latitude longitude", (_point(v) for v in fresh if v.drawn.point))


def _point(version: _Version) -> tuple[object, ...]:
    assert version.drawn.point
    latitude, longitude = version.drawn.point
    return version.entry.pk, int(version.drawn.kind), band_of(latitude), latitude, longitude


def band_of(latitude: float) -> int:
    return int(latitude * 10 // 1)


def _copy(model: type[Any], columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    copy_in(model._meta.db_table, columns.split(), (tuple(map(_plain, row)) for row in rows), nullable=())


def _plain(value: object) -> object:
    return int(value) if isinstance(value, EntryKind) else value


UPDATE: Final = """UPDATE directory_api_directoryentry e SET version = n.version, updated_at = n.updated_at,
    gone_at = n.gone_at, content_hash = n.content_hash, place = n.place, listed_since = n.listed_since
FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::bigint[], %s::date[])
    AS n(id, version, updated_at, gone_at, content_hash, place, listed_since) WHERE e.id = n.id"""


def _update(rows: list[DirectoryEntry]) -> None:
    if rows:
        names = ("pk", "version", "updated_at", "gone_at", "content_hash", "place", "listed_since")
        with connection.cursor() as cursor:
            cursor.execute(UPDATE, [[getattr(row, name) for row in rows] for name in names])


def _set_ends(ends: list[tuple[int, datetime | None]], left: list[DirectoryEntry]) -> None:
    gone = [row.pk for row in left if row.kind == EntryKind.PERSON]
    if gone:
        DirectoryEntry.objects.filter(pk__in=gone).update(valid_until=None)
    if ends:
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE directory_api_directoryentry e SET valid_until = n.at
                FROM unnest(%s::bigint[], %s::timestamptz[]) AS n(provider, at)
                WHERE e.provider = n.provider AND e.kind = %s AND e.valid_until IS DISTINCT FROM n.at""",
                [[pk for pk, _at in ends], [at for _pk, at in ends], int(EntryKind.PERSON)],
            )


def _count(mark: PublishMark, fresh: list[_Version], left: list[DirectoryEntry], at: datetime) -> None:
    """How many there are, by type: counting 100,000 rows for each page that asks would cost more than the page."""
    joined = [(version.drawn.kind, 1) for version in fresh if version.joins]
    for kind, one in (*joined, *((EntryKind(row.kind), -1) for row in left)):
        mark.live[kind.resource] = mark.live.get(kind.resource, 0) + one
    mark.at = at
    mark.save(update_fields=["at", "live"])


# --- JSON ---------------------------------------------------------------------------------------------------------
def written(value: object) -> str:
    """As it is sent. Characters that steer a terminal are blanks: FHIR's texts have none."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(_clean(value), ensure_ascii=False, separators=(",", ":")) if "\\" in text else text


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return CONTROL.sub(" ", value) if isinstance(value, str) else value
