"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "teams.Team": declare(plain="id made_at", personal="name"),
    "teams.Member": declare(plain="id team user role gets_mail since ended_at", personal="name"),
    "teams.TeamProvider": declare(plain="id team provider agreed_by since ended_at"),
    "teams.TeamInvitation": declare(
        plain="id team invited_as invited_by made_at ends_at state settled_at", personal="email name"
    ),
    "teams.TeamAct": declare(plain="id provider place by role did at"),
}
