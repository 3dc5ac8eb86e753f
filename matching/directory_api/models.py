"""What was published, as it is sent. The publisher alone writes here (services/publishing.py), and all of it can be
made anew from the directory, but for ids, versions and who has left.

Narrow tables beside the bodies: a search reads lists of ids and touches a body only for what it answers (ADR 30).
No foreign key leads to the directory: an entry outlives what it was made from, to say that it is gone.
"""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from matching.directory_api.kinds import EntryKind


class DirectoryEntry(models.Model):
    """One resource that was ever published. `id` is its place in every page, for ever: rows never move.

    `source` is the row that it was made from: a provider, a place, an offering; of a check, the number of its
    kind, or 1,000 and the place whose clinic attested it.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.PositiveSmallIntegerField(choices=EntryKind)
    public_id = models.UUIDField(unique=True, default=uuid4)
    provider = models.BigIntegerField()
    place = models.BigIntegerField(null=True)
    source = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    content_hash = models.CharField(max_length=64)
    first_at = models.DateTimeField()
    listed_since = models.DateField(help_text="First day without a gap")
    updated_at = models.DateTimeField(help_text="Of the version, or when it left")
    gone_at = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True, help_text="Of a person: when the next date of theirs is over")

    class Meta:
        indexes = [
            models.Index(name="entry_live", fields=["kind", "id"], condition=Q(gone_at=None)),
            models.Index(name="entry_by_change", fields=["kind", "updated_at", "id"]),
            models.Index(name="entry_by_place", fields=["place", "kind"]),
            models.Index(name="entry_overdue", fields=["valid_until"], condition=Q(valid_until__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(name="entry_once_a_source", fields=["provider", "kind", "source"]),
            models.CheckConstraint(name="entry_kind_known", condition=Q(kind__in=EntryKind.values)),
            models.CheckConstraint(name="entry_version_from_one", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="entry_leaves_as_a_change", condition=Q(gone_at=None) | Q(gone_at=F("updated_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{EntryKind(self.kind).resource}/{self.public_id}"


class EntryBody(models.Model):
    """The resource as JSON. Whoever left has none."""

    entry = models.OneToOneField(DirectoryEntry, models.CASCADE, primary_key=True, related_name="body")
    json = models.TextField()


class EntryCode(models.Model):
    """A value by which an entry is found, see `code_of`. Read as lists, each in the order of entries."""

    pk = models.CompositePrimaryKey("kind", "code", "entry")
    kind = models.PositiveSmallIntegerField()
    code = models.BigIntegerField()
    entry = models.ForeignKey(DirectoryEntry, models.CASCADE, related_name="codes")


class EntryWord(models.Model):
    """A text by which an entry is found from its beginning: "name:osei"."""

    id = models.BigAutoField(primary_key=True)
    kind = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=200, db_collation="C")
    entry = models.ForeignKey(DirectoryEntry, models.CASCADE, related_name="words")

    class Meta:
        indexes = [models.Index(name="entry_word_by_letters", fields=["kind", "word", "entry"])]


class EntryPoint(models.Model):
    """Where an entry is, for `near`: read by bands of a tenth of a degree."""

    entry = models.OneToOneField(DirectoryEntry, models.CASCADE, primary_key=True, related_name="point")
    kind = models.PositiveSmallIntegerField()
    band = models.SmallIntegerField(help_text="Latitude in tenths of a degree, rounded down")
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        indexes = [
            models.Index(
                name="entry_point_by_band", fields=["kind", "band", "longitude"], include=["latitude", "entry"]
            )
        ]


class PublishMark(models.Model):
    """One row: up to where the publisher has read the change log, and the instant of its last batch."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seen = models.TextField()
    origin = models.TextField()
    at = models.DateTimeField(help_text="Instants of batches only grow: to ask for what is newer misses nothing")
    live = models.JSONField(default=dict, help_text="How many are published, by type")
    catalog = models.CharField(max_length=64, blank=True, help_text="Of words and shapes: another one is drawn anew")

    class Meta:
        constraints = [models.CheckConstraint(name="publish_mark_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"Published up to {self.at.isoformat()}"


class BulkPage(models.Model):
    """One page of a chain of files: a whole directory, or what changed in an hour since the page before."""

    number = models.BigAutoField(primary_key=True)
    chain = models.BigIntegerField(help_text="The number of its first page")
    made_at = models.DateTimeField()
    made_as_of = models.DateTimeField(help_text="The instant of the publisher's last batch: what is newer is not in it")
    files = models.JSONField(help_text="Name, type and lines of each")
    sums = models.TextField(help_text="SHA256SUMS, byte for byte as it was signed")
    signature = models.BinaryField()
    key = models.TextField(help_text="The public key that it is checked with")

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(name="bulk_page_by_chain", fields=["chain", "number"])]

    def __str__(self) -> str:
        return f"Bulk page {self.number}"


class BulkPiece(models.Model):
    """A piece of a file, compressed. Files are named by the hash of what they hold, so none is ever changed."""

    id = models.BigAutoField(primary_key=True)
    page = models.ForeignKey(BulkPage, models.CASCADE, related_name="pieces")
    name = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(name="bulk_piece_once", fields=["page", "name", "number"])]
        indexes = [models.Index(name="bulk_piece_by_name", fields=["name", "page", "number"])]
