"""That somebody waits for a provider, and what for, is personal. Nothing here is about health: such answers never come
along."""

from caarisma.common.privacy import declare

FIELDS = {
    "watches.WatchChoice": declare(plain="id", personal="areas concerns"),
    "watches.Watch": declare(
        plain="id kind state how_often language time_zone asked_at confirmed_at ends_at ended_at looked_at mail_due_at "
        "mailed_at end_told_at",
        personal="key user asker email email_key browser choice zip_code latitude longitude radius_miles max_price "
        "slots slots_required wishes musts matters_most place answers_hash",
    ),
    "watches.WatchSighting": declare(plain="id watch fits news_at told_at left_at", personal="provider"),
    "watches.WatchMark": declare(plain="id seen origin"),
    "watches.WatchLink": declare(
        plain="id watch purpose made_at ends_at used_at", personal="token_hash browser used_in"
    ),
}
