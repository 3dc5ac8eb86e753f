from caarisma.common.privacy import declare

FIELDS = {
    "signing.Reviewer": declare(
        plain="id user letters seen_where seen_on good_until interests is_made_up entered_by entered_at confirmed_by "
        "confirmed_at ended_by ended_at ended_why",
        personal="printed_name license_state license_number npi",
    ),
    "signing.Signature": declare(
        plain="id reviewer claim page language text words letters is_made_up signed_on next_review at written_at "
        "is_dated_back",
        personal="printed_name",
    ),
    "signing.SourceOpening": declare(
        plain="id source title url opened_on is_whole quote found by at written_at is_dated_back"
    ),
}
