"""The change log: which listings may have changed since a snapshot of the directory was taken."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from caarisma.common.prepared import Prepared

KEPT = timedelta(days=1)  # after this, a machine with an older snapshot has to take a new one

# The server, its line of history (a standby that takes over may have lost the newest commits) and the database.
# Transactions are numbered anew in each, so a watermark means nothing anywhere else.
ORIGIN = """(SELECT concat_ws('/', system_identifier, timeline_id, current_database())
    FROM pg_control_system(), pg_control_checkpoint())"""
PRUNED_BELOW = "coalesce((SELECT pruned_below FROM snapshots_listinglog), 0)::text::xid8"


@dataclass(frozen=True, slots=True)
class Watermark:
    """Which transactions are in: `seen` is a pg_snapshot ("xmin:xmax:those still open in between"), so a transaction
    that was open then is told of when it commits, and nothing is told twice. Good in one database only, `origin`.

    "101:104:101": all below 101 are in, and so are 102 and 103; 101 was still open, and 104 had not begun. Once 101
    commits, what it wrote is news, and what 102 and 103 wrote is not.
    """

    seen: str
    origin: str

    def to_bytes(self) -> bytes:
        return f"{self.seen} {self.origin}".encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Watermark":
        """ValueError for anything else than to_bytes() writes."""
        seen, _space, origin = data.decode().partition(" ")
        if not re.fullmatch(r"\d+:\d+:[\d,]*", seen):
            raise ValueError("no watermark")
        return cls(seen, origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedChanges:
    """What the log tells beyond a watermark. `seen` is where to read on from."""

    seen: str
    locations: frozenset[int | None]  # None: so many that any may have changed
    is_cut: bool  # the log does not reach back that far, or the database stands before it: a backup was restored
    server: (
        float  # its start, seconds since 1970. Another one may be another database; ask watermark_now() for its origin
    )


def watermark_now() -> Watermark:
    """Where the database stands. Read it before the facts: what commits in between is then told twice, not never."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_current_snapshot()::text, {ORIGIN}")
        return Watermark(*cursor.fetchone())


def changes_since(seen: str) -> LoggedChanges:
    """One statement, hence one moment. Every search asks, so it is prepared."""
    ((now, server, locations, is_cut),) = SINCE.fetch(seen)
    return LoggedChanges(seen=now, locations=frozenset(locations), is_cut=is_cut, server=server)


def _since(seen: str) -> str:
    return f"""SELECT pg_current_snapshot()::text, extract(epoch FROM pg_postmaster_start_time())::float8, ARRAY(
            SELECT location_id FROM snapshots_listingchange
            WHERE xact >= pg_snapshot_xmin({seen})::text::bigint
                AND NOT pg_visible_in_snapshot(xact::text::xid8, {seen})
        ), pg_snapshot_xmin({seen}) < {PRUNED_BELOW}
        OR pg_snapshot_xmax({seen}) > pg_snapshot_xmax(pg_current_snapshot())"""  # noqa: S608  of constants


SINCE = Prepared("changes_since", ["pg_snapshot"], _since)


@transaction.atomic
def prune(*, below: Watermark, now: datetime) -> int:
    """Forget what is older than a day, in the snapshot that `below` belongs to, and known to the open intakes.

    Returns how many rows went. What a restored backup brings along, of transactions yet to come, goes as well.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH gone AS (
                DELETE FROM snapshots_listingchange WHERE rematched AND logged_at < %s AND (
                    xact < pg_snapshot_xmin(%s::pg_snapshot)::text::bigint
                    OR xact > pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                ) RETURNING xact
            ), told AS (
                INSERT INTO snapshots_listinglog (id, pruned_below)
                SELECT 1, max(xact) + 1 FROM gone WHERE xact < pg_snapshot_xmin(%s::pg_snapshot)::text::bigint
                HAVING count(*) > 0
                ON CONFLICT (id) DO UPDATE
                SET pruned_below = greatest(snapshots_listinglog.pruned_below, excluded.pruned_below)
            ) SELECT count(*) FROM gone""",
            [now - KEPT, below.seen, below.seen],
        )
        return int(cursor.fetchone()[0])
