from caarisma.common.privacy import declare

FIELDS = {
    "accounts.User": declare(
        plain="id is_staff is_active is_superuser groups user_permissions date_joined",
        personal="email password last_login language",
    ),
    "accounts.AuditEvent": declare(plain="id at written_at is_dated_back actor verb about details"),
    "account.EmailAddress": declare(plain="id user verified primary", personal="email"),
    "account.EmailConfirmation": declare(plain="id email_address created sent", personal="key"),
    "mfa.Authenticator": declare(plain="id user type created_at last_used_at", personal="data"),
    "usersessions.UserSession": declare(
        plain="id user created_at last_seen_at", personal="ip user_agent session_key data"
    ),
    "sessions.Session": declare(plain="expire_date", personal="session_key session_data"),
    "admin.LogEntry": declare(
        plain="id action_time user content_type object_id action_flag", personal="object_repr change_message"
    ),
}
