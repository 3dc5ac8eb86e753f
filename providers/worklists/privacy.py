"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "worklists.StaffAbsence": declare(plain="id person noted_by noted_at", personal="first last"),
    "worklists.Assignment": declare(plain="id case to by at"),
}
