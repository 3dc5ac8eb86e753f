"""That somebody asked is personal; what anybody wrote counts as health, also when everybody may read it."""

from caarisma.common.privacy import declare

FIELDS = {
    "questions.Question": declare(
        plain="id language asked_at confirmed_at press_ends_at pressed_at",
        personal="key asker email email_key browser press_hash press_browser",
    ),
    "questions.QuestionText": declare(
        plain="id question provider by_user state n text_n language urgent form_key written_at edited_at due_at "
        "published_at",
        personal="search",
        health="title words",
    ),
    "questions.QuestionLook": declare(plain="id text n by at broken urgent"),
    "questions.QuestionMove": declare(plain="id text n from_state to_state by who at reason prev_n"),
    "questions.QuestionReport": declare(
        plain="id text reason state made_at due_at decided_by decided_at", health="words verdict"
    ),
}
