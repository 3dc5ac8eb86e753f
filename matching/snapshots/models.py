"""What changed in the directory, for indexes and stored lists that were made before. See docs/adr/0007."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class ListingChange(models.Model):
    """A listing of which some fact may have changed. Written by the database's triggers, in the same transaction.

    `xact` is the number of that transaction (xid8). Ids and clock times are given out before the commit, so a reader
    who went by them would skip who commits late: A writes row 7, B writes row 8 and commits first. Who has read up to
    row 8 never meets row 7. Who goes by the transactions that it saw knows that A's was open, and reads row 7 then.
    """

    id = models.BigAutoField(primary_key=True)
    xact = models.BigIntegerField()
    location_id = models.BigIntegerField(null=True, help_text="Empty: so many at once that any may have changed")
    rematched = models.BooleanField(default=False, db_default=False, help_text="The open intakes have heard of it")
    logged_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(name="listing_change_by_xact", fields=["xact"]),
            models.Index(name="listing_change_to_rematch", fields=["id"], condition=Q(rematched=False)),
        ]

    def __str__(self) -> str:
        return f"Change {self.id} of listing {self.location_id}"


class ListingLog(models.Model):
    """One row: how far back the change log goes. Whoever stood before that has to begin anew."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    pruned_below = models.BigIntegerField(default=0, help_text="Changes of transactions before this one are gone")

    class Meta:
        constraints = [models.CheckConstraint(name="listing_log_has_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"Changes since transaction {self.pruned_below}"
