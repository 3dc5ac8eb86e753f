"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "calendars.CalendarFeed": declare(plain="id provider made_at made_by read_at", personal="token token_hash"),
    "calendars.BusySource": declare(
        plain="id provider kind made_at made_by due_at attempts read_at trouble skipped",
        personal="address address_hash",
    ),
    "calendars.BusyTime": declare(plain="id source", personal="starts ends"),
}
