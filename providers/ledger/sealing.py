"""The audit trail, sealed: what each of its lines came to, for the daily file outside the database.

A line that is changed, cut or put in later no longer agrees with the file of its day, and is named. Lines of the last
hour wait for the next file: a transaction that is still open may bring one with an earlier number.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, NamedTuple

from django.db import connection, models
from django.db.models.functions import Now

from caarisma.access_trail.models import AccessChange
from caarisma.accounts.models import AuditEvent

SETTLED: Final = timedelta(hours=1)


class Trail(NamedTuple):
    model: type[models.Model]
    written: str  # the field with the database's own clock
    fields: tuple[str, ...]


class Sealed(NamedTuple):
    trail: str
    pk: int
    hash: str


TRAILS: Final[Mapping[str, Trail]] = {
    "audit": Trail(
        AuditEvent, "written_at", ("pk", "at", "written_at", "is_dated_back", "actor_id", "verb", "about", "details")
    ),
    "access": Trail(AccessChange, "at", ("pk", "at", "account", "by", "what", "details")),
}


def to_seal(last: Mapping[str, int]) -> Iterator[Sealed]:
    """All lines after the last sealed one of each trail."""
    for name, trail in TRAILS.items():
        settled = {f"{trail.written}__lt": Now() - SETTLED}
        rows = trail.model._default_manager.filter(pk__gt=last.get(name, 0), **settled).order_by("pk")
        for row in rows.values_list(*trail.fields).iterator():
            yield Sealed(name, row[0], hash_of(row))


def broken_seals(sealed: Mapping[Sealed, str]) -> Iterator[tuple[str, str]]:
    """Where, and why. `sealed`: each line with the file that it is in."""
    for name, trail in TRAILS.items():
        known = {line.pk: (line.hash, file) for line, file in sealed.items() if line.trail == name}
        rows = trail.model._default_manager.filter(pk__lte=max(known, default=0)).order_by("pk")
        for row in rows.values_list(*trail.fields).iterator():
            digest, file = known.pop(row[0], ("", ""))
            if not digest:
                yield f"Trail {name}, line {row[0]}", "put in after the lines behind it were sealed"
            elif digest != hash_of(row):
                yield f"Trail {name}, line {row[0]}", f"changed since {file}"
        for pk, (_digest, file) in sorted(known.items()):
            yield f"Trail {name}, line {pk}", f"cut since {file}"
    if not _times_may_be_made_up():
        for pk in AuditEvent.objects.filter(is_dated_back=True).order_by("pk").values_list("pk", flat=True):
            yield f"Trail audit, line {pk}", "dated back, and this is no demonstration"


def hash_of(row: tuple[Any, ...]) -> str:
    text = json.dumps(["caarisma trail 1", *row], default=_as_text, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _as_text(value: Any) -> str:
    return str(value.isoformat())  # moments; all else is JSON


def _times_may_be_made_up() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT times_may_be_made_up()")
        return bool(cursor.fetchone()[0])
