"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "ledger.ProviderLook": declare(
        plain="id provider number at looked_at by origin kind result source report_date good_until evidence facts "
        "is_demonstration before hash",
        personal="finding reference",
    ),
}
