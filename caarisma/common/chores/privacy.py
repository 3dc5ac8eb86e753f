from caarisma.common.privacy import declare

FIELDS = {
    "chores.ChoreRun": declare(
        plain="id name machine every failures took_ms last_error "
        "declared_at last_started_at last_well_at last_failed_at"
    ),
}
