"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "errands.Errand": declare(
        plain="id kind asked_by asked_at attempts available_at done_at said case revision location",
        personal="refused typed",
    ),
}
