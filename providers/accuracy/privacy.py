"""Which entries were drawn, who of the staff called, and what they found. No patient."""

from caarisma.common.privacy import declare

FIELDS = {
    "accuracy.DrawRound": declare(
        plain="id month seed seed_hash cover committed_at drawn_at frame frame_hash entries is_demonstration"
    ),
    "accuracy.OpenCall": declare(plain="id draw place ref order outcome wrong settled_at"),
    "accuracy.OpenCallTry": declare(plain="id call day at by reached"),
}
