"""That somebody asked a clinic for a visit is personal; what they wrote and shared counts as health."""

from caarisma.common.privacy import declare

FIELDS = {
    "consultations.Asker": declare(
        plain="id created_at updated_at language bounced_at", personal="email email_key paper_code user confirmed_at"
    ),
    "consultations.Hold": declare(
        plain="id by granted_at ends_at shared_device proved_at", personal="asker session_hash last_used_at"
    ),
    "consultations.PressLink": declare(
        plain="id purpose code_tries made_at code_ends_at ends_at used_at",
        personal="token_hash code_hash session_hash draft asker request",
    ),
    "consultations.RequestDraft": declare(
        plain="id form_key place way language made_at expires_at any_time book_for_me names_clinic",
        personal="session_hash intake about times first_name email phone",
        health="note shared",
    ),
    "consultations.Request": declare(
        plain="id reference provider place state n open_seat way any_time book_for_me names_clinic sent_at due_at "
        "answered_at ended_at capacity_week",
        personal="asker intake",
    ),
    "consultations.Move": declare(
        plain="request n from_state to_state by who second at reason form_key prev_n",
    ),
    "consultations.PreferredTime": declare(plain="id request seat day part at"),
    "consultations.RequestClock": declare(plain="id request kind n due_at done_at"),
    "consultations.OfferedTime": declare(
        plain="id request round seat by by_user day at zone starts ends state moves_visit offered_at lapses_at"
    ),
    "consultations.Visit": declare(
        plain="id request provider place day at zone starts ends booked uid sequence stamped_at"
    ),
    "consultations.RequestWords": declare(
        plain="id request", personal="first_name phone about", health="note none_fit"
    ),
    "consultations.SharedFact": declare(
        plain="id request hidden_at first_read_at", personal="code_key ticked_at", health="sentence"
    ),
    "consultations.Message": declare(plain="id request n side by_user sent_at read_at urgent form_key", health="body"),
    "consultations.PlaceCapacity": declare(plain="place places_a_week full_until"),
    "consultations.CapacityWeek": declare(plain="id place week places taken"),
    "consultations.SpecialDay": declare(plain="id place day is_open said_at"),
    "consultations.Nudge": declare(plain="id provider told_at pauses_at paused_at ended_at ended_by"),
    "consultations.BlockedAsker": declare(plain="id provider by_user at", personal="asker"),
    "consultations.AbuseReport": declare(
        plain="id request message_n side by_user reason state made_at due_at closing_by decided_by decided_at",
        health="words verdict",
    ),
}
