"""Who went where is personal; what they wrote counts as health, also when everybody may read it."""

from caarisma.common.privacy import declare

FIELDS = {
    "reviews.ReviewInvitation": declare(
        plain="id reference provider place proof proved_at opens_at ends_at told_at",
        personal="request asker visited_at",
    ),
    "reviews.Review": declare(
        plain="id provider place state n text_n no_stake language urgent form_key written_at edited_at editable_until "
        "due_at published_at removing_by removing_for",
        personal="invitation visited_at listened careful price_kept again paid sessions signals session_hash",
        health="words note",
    ),
    "reviews.ReviewLook": declare(plain="id review n by at broken urgent"),
    "reviews.ReviewMove": declare(plain="id review n from_state to_state by who second at reason prev_n"),
    "reviews.ReviewReply": declare(
        plain="id review state by_user sent_at due_at fault decided_by decided_at", health="text"
    ),
    "reviews.ReviewReport": declare(
        plain="id review reason by_user state made_at due_at decided_by decided_at", health="words verdict"
    ),
    "reviews.ReviewObjection": declare(
        plain="id review n first_by second_by state made_at due_at decided_by decided_at", health="words verdict"
    ),
}
