"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "rosters.LicenseAlert": declare(
        plain="id provider license state profession status reach source list_date found_at proposed_at proposed_by "
        "cleared_at cleared_by",
        personal="number word proposed_reason reason",
    ),
    "rosters.LicenseLook": declare(
        plain="id license run by at list_date status before source expires_on", personal="word"
    ),
    "rosters.RosterLine": declare(plain="id run line column reason", personal="value"),
    "rosters.SentRoster": declare(
        plain="id map_name list_date name file_name file_size file_hash sent_by sent_at state problem attempts "
        "available_at stop_asked run is_demonstration"
    ),
    "rosters.RosterRun": declare(
        plain="id state board map_name map_hash source terms standing problem list_date newest_on file_name file_size "
        "file_hash bytes_read rows_read rows_refused licenses statuses unseen_words looked_at not_found alerts_opened "
        "started_at finished_at signed_off_at signed_off_by is_demonstration"
    ),
}
