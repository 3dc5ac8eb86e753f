"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "supervision.Supervision": declare(
        plain="id created_at updated_at provider state license_state ends_on", personal="name npi license_number"
    ),
}
