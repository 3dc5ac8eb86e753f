"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "merging.Merge": declare(
        plain="id keep drop keep_place drop_place first_by first_at second_by second_at outcome",
        personal="words second_words",
    ),
}
