"""What of the directory is on the page of a listed provider, for programs. The body is the public profile: nothing here
is about a patient, and no column says who asked."""

from caarisma.common.privacy import declare

FIELDS = {
    "directory_api.DirectoryEntry": declare(
        plain="id kind public_id provider place source version content_hash first_at listed_since updated_at gone_at "
        "valid_until"
    ),
    "directory_api.EntryBody": declare(plain="entry", personal="json"),
    "directory_api.EntryCode": declare(plain="kind code entry"),
    "directory_api.EntryWord": declare(plain="id kind entry", personal="word"),
    "directory_api.EntryPoint": declare(plain="entry kind band latitude longitude"),
    "directory_api.PublishMark": declare(plain="id seen origin at live catalog"),
    "directory_api.BulkPage": declare(plain="number chain made_at made_as_of files sums signature key"),
    "directory_api.BulkPiece": declare(plain="id page name number", personal="data"),
}
