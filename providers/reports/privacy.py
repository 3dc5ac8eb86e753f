"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "reports.PlaceReport": declare(
        plain="id location reason language form_key state made_at due_at decided_by decided_at",
        personal="email",
        health="words verdict",
    ),
}
