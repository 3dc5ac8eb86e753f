"""A backup brings the change log of another server along, whose transactions were numbered apart from ours."""

from django.db import connection, transaction

# Whatever is visible was committed, so its number is below the newest; or this transaction wrote it.
TO_COME = """xact >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    AND xact IS DISTINCT FROM pg_current_xact_id_if_assigned()::text::bigint"""


@transaction.atomic
def take_over_log() -> int:
    """Have the log's rows of transactions that are yet to come here count as changes of this moment. Returns how many.

    Left as they are, they would be news to every snapshot, and none be any good, until this server gets that far.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE snapshots_listingchange SET xact = pg_current_xact_id()::text::bigint WHERE {TO_COME}"  # noqa: S608  a constant
        )
        taken_over = int(cursor.rowcount)
        cursor.execute(
            # The oldest transaction that is open now, before which no later snapshot stands. Our own would be too new:
            # somebody else's may have begun earlier.
            """UPDATE snapshots_listinglog SET pruned_below = pg_snapshot_xmin(pg_current_snapshot())::text::bigint
            WHERE pruned_below > pg_snapshot_xmax(pg_current_snapshot())::text::bigint"""
        )
    return taken_over
