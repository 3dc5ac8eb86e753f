"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "letters.DeskLetter": declare(
        plain="id kind form_key state made_at due_at answered_by answered_at provider",
        personal="key user",
        health="words answer",
    ),
}
