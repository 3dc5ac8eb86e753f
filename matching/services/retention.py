"""Delete what we promised to delete."""

from datetime import datetime

from django.db import connection, transaction

from matching.models import Intake

BATCH = 500


@transaction.atomic
def delete_expired_intakes(*, now: datetime) -> int:
    """Delete up to a batch of intakes past their day, with all that hangs on them. Returns how many.

    One caller at a time: who finds another at it deletes nothing.
    """
    if not _only_one("matching.delete_expired_intakes"):
        return 0
    expired = Intake.objects.filter(expires_at__lte=now).order_by("expires_at").values_list("pk", flat=True)[:BATCH]
    deleted = Intake.objects.filter(pk__in=list(expired)).delete()[1]
    return deleted.get("matching.Intake", 0)


def _only_one(name: str) -> bool:
    """Take PostgreSQL's advisory lock of that name until the transaction ends, if nobody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [name])
        return bool(cursor.fetchone()[0])
