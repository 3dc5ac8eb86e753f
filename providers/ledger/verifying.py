"""Whether the ledger is whole: each chain by itself, and all of them by what was anchored outside the database.

Whoever cuts the newest row leaves a chain that is whole. Only an anchor knows that there was more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from providers.directory.models import Provider
from providers.ledger.anchoring import CannotRead, Head, files, read_anchor
from providers.ledger.models import ProviderLook
from providers.ledger.sealing import Sealed, broken_seals
from providers.ledger.sql import NOTHING_BEFORE

STEP: Final = 500  # providers in one statement
ANCHORED_WITHIN: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Broken:
    """`where`: "NPI 1000000004, look 7", or the file of an anchor."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


def verify_chains(provider_ids: list[int]) -> list[Broken]:
    with connection.cursor() as cursor:
        cursor.execute(VERIFY, {"providers": provider_ids, "nothing": NOTHING_BEFORE})
        return [Broken(f"NPI {npi}, look {number}", WHY[code]) for npi, number, code in cursor.fetchall()]


def verify_all() -> Iterator[tuple[int, list[Broken]]]:
    """Yields how many providers were read so far, and what is broken among the last of them."""
    last, done = 0, 0
    ids = Provider.objects.filter(looks__isnull=False).order_by("pk").distinct().values_list("pk", flat=True)
    while some := list(ids.filter(pk__gt=last)[:STEP]):
        last, done = some[-1], done + len(some)
        yield done, verify_chains(some)


def providers_with_looks() -> int:
    return ProviderLook.objects.values("provider").distinct().count()


def verify_anchors(*, now: datetime) -> list[Broken]:
    """Each head that was ever anchored is still in the ledger as it was, each sealed line in its trail, and no anchor
    is missing or changed."""
    broken: list[Broken] = []
    heads: dict[Head, str] = {}
    sealed: dict[Sealed, str] = {}
    before, taken_at = "", None
    for path in files():
        try:
            anchor = read_anchor(path)
        except CannotRead as error:
            broken.append(Broken(path.name, str(error)))
            continue
        if anchor.before != before:
            broken.append(Broken(path.name, "the anchor before it is missing or was changed"))
        before, taken_at = anchor.sha256, anchor.taken_at
        for head in anchor.heads:
            heads.setdefault(head, path.name)
        for line in anchor.sealed:
            sealed.setdefault(line, path.name)
    broken += _gone(heads)
    broken += [Broken(where, why) for where, why in broken_seals(sealed)]
    old = ProviderLook.objects.filter(at__lt=now - ANCHORED_WITHIN)
    if (taken_at is None and old.exists()) or (taken_at is not None and taken_at < now - ANCHORED_WITHIN):
        broken.append(Broken("Anchors", f"none was taken since {taken_at or 'the beginning'}"))
    return broken


def _gone(heads: dict[Head, str]) -> list[Broken]:
    there: set[Head] = set()
    rows = list(heads)
    for start in range(0, len(rows), 5_000):
        hashes = [head.hash for head in rows[start : start + 5_000]]
        found = ProviderLook.objects.filter(hash__in=hashes).values_list("provider_id", "number", "hash")
        there.update(Head(*row) for row in found)
    gone = [head for head in rows if head not in there]
    npis = dict(Provider.objects.filter(pk__in={head.provider for head in gone}).values_list("pk", "npi"))
    return [
        Broken(f"NPI {npis.get(head.provider, '?')}, look {head.number}", f"cut or changed since {heads[head]}")
        for head in gone
    ]


WHY: Final = {
    "content": "the row was changed",
    "gap": "the row before it is missing",
    "link": "it does not follow from the row before it",
    "time": "it is dated before the row before it",
    "made up": "a made-up row about a real provider",
}
VERIFY: Final = """
SELECT p.npi, l.number, CASE WHEN l.hash <> l.now_hash THEN 'content' WHEN l.number <> l.expected THEN 'gap'
    WHEN l.before <> l.link THEN 'link' WHEN l.at < l.earlier THEN 'time' ELSE 'made up' END
FROM (
    SELECT r.*, ledger_hash(r) AS now_hash, lag(r.at) OVER chain AS earlier,
        COALESCE(lag(r.hash) OVER chain, %(nothing)s) AS link, COALESCE(lag(r.number) OVER chain, 0) + 1 AS expected
    FROM ledger_providerlook r WHERE r.provider_id = ANY(%(providers)s)
    WINDOW chain AS (PARTITION BY r.provider_id ORDER BY r.number)
) l JOIN directory_provider p ON p.id = l.provider_id
WHERE l.hash <> l.now_hash OR l.number <> l.expected OR l.before <> l.link OR l.at < l.earlier
    OR (l.is_demonstration AND NOT p.is_demonstration)
ORDER BY l.provider_id, l.number
"""
