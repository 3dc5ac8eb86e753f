"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "joining.JoinWait": declare(
        plain="id key profession state language asked_at confirmed_at told_at", personal="email"
    ),
}
