"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "words.AboutAnswer": declare(
        plain="id provider prompt text language flags state written_at written_by decided_at decided_by why"
    ),
    "words.SessionsSaid": declare(plain="id offering before said state said_at said_by decided_at decided_by why"),
}
