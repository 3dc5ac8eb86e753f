"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "snapshots.ListingChange": declare(plain="id xact location_id rematched logged_at"),
    "snapshots.ListingLog": declare(plain="id pruned_below"),
}
