"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "calls.CallReport": declare(plain="id location day phone outcome at", personal="caller"),
    "calls.PhoneQuestion": declare(
        plain="id location phone opening_at second_opening_at asked_at answered_at answered_by"
    ),
}
