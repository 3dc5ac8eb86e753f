"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "appeals.Appeal": declare(
        plain="id provider case kind sent_by sent_at due_at decided_by first_by outcome answered_by answered_at",
        health="words answer",
    ),
}
