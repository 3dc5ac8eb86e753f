from caarisma.common.privacy import declare

FIELDS = {
    "outbox.Mail": declare(
        plain="id kind key language gives_way message_id state attempts answer created_at due_at not_after ended_at",
        personal="recipient letter",
    ),
}
