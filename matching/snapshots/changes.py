"""The change log: which listings may have changed since a snapshot of the directory was taken."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

KEPT = timedelta(days=1)  # after this, a machine with an older snapshot has to take a new one

# The server, its line of history (a standby that takes over may have lost the newest commits) and the database.
# Transactions are numbered anew in each, so a watermark means nothing anywhere else.
ORIGIN = """(SELECT concat_ws('/', system_identifier, timeline_id, current_database())
    FROM pg_control_system(), pg_control_checkpoint())"""
OLDEST_OPEN = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
PRUNED_BELOW = "coalesce((SELECT pruned_below FROM matching_listinglog), 0)"


@dataclass(frozen=True, slots=True)
class Watermark:
    """All transactions before `xact` are in; of later ones some may be. Good in one database only, `origin`."""

    xact: int
    origin: str

    def to_bytes(self) -> bytes:
        return f"{self.xact} {self.origin}".encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Watermark":
        """ValueError for anything else than to_bytes() writes."""
        xact, _space, origin = data.decode().partition(" ")
        return cls(int(xact), origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What the log says from a transaction on. `xact` is where to read on from: nothing before it can come."""

    xact: int
    locations: dict[int, int | None]  # number in the log -> location; None: every one
    is_cut: bool  # the log does not reach back that far, or it is behind: a backup was restored
    server: datetime  # its start. Another one may be another database; ask watermark_now() for its origin


def watermark_now() -> Watermark:
    """Where the database stands. Read it before the facts: what commits in between is then told twice, not never."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {OLDEST_OPEN}, {ORIGIN}")
        return Watermark(*cursor.fetchone())


def changes_since(xact: int) -> Changes:
    """One statement, hence one moment. A transaction that began before and commits late is not missed: a watermark
    is the oldest transaction that was still open when it was taken.

    Only transactions that write have a number, so a backup or a long report does not hold the watermark back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {OLDEST_OPEN}, {PRUNED_BELOW}, pg_postmaster_start_time(), array_agg(id), array_agg(location_id)
            FROM matching_listingchange WHERE xact >= %s""",  # noqa: S608  of constants
            [xact],
        )
        oldest_open, pruned_below, server, numbers, locations = cursor.fetchone()
    return Changes(
        xact=oldest_open,
        locations=dict(zip(numbers or (), locations or (), strict=True)),
        is_cut=not pruned_below <= xact <= oldest_open,
        server=server,
    )


@transaction.atomic
def prune(*, below: Watermark, now: datetime) -> int:
    """Forget what is older than a day, in the snapshot that `below` belongs to, and known to the open intakes.

    Returns how many rows went. What a restored backup brings along, of transactions yet to come, goes as well.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH gone AS (
                DELETE FROM matching_listingchange
                WHERE rematched AND logged_at < %s AND (xact < %s OR xact > {OLDEST_OPEN} + 1000000)
                RETURNING xact
            ), told AS (
                INSERT INTO matching_listinglog (id, pruned_below) SELECT 1, max(xact) + 1 FROM gone
                WHERE xact < %s HAVING count(*) > 0
                ON CONFLICT (id) DO UPDATE
                SET pruned_below = greatest(matching_listinglog.pruned_below, excluded.pruned_below)
            ) SELECT count(*) FROM gone""",  # noqa: S608  of constants
            [now - KEPT, below.xact, below.xact],
        )
        return int(cursor.fetchone()[0])
