"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare

FIELDS = {
    "exclusions.ExclusionHit": declare(
        plain="id created_at updated_at provider exclusion_list role list_name list_date tier hides record_key "
        "fingerprint found_at gone_on confirmed_at confirmed_by proposed_at proposed_by cleared_at cleared_by",
        personal="matched_on compared confirmed_reason proposed_reason reason",
    ),
    "exclusions.ExclusionList": declare(
        plain="id kind state stopped_in problem month list_date file_name file_size file_hash is_demonstration "
        "may_be_taken forced taken_by bytes_read rows_read rows_refused duplicates added changed removed records "
        "providers_checked new_exact_matches new_near_matches checks_renewed "
        "started_at applied_at finished_at signed_off_at signed_off_by"
    ),
    "exclusions.ExclusionRecord": declare(
        plain="id identity business_name general specialty exclusion_type excluded_on waived_on waiver_state",
        personal="last_name first_name middle_name upin npi born_on address city state zip_code name_keys",
    ),
    "exclusions.ListAgreement": declare(
        plain="id exclusion_list first_at first_by first_why second_at second_by second_why"
    ),
    "exclusions.ListChange": declare(plain="id exclusion_list kind excluded_on facts", personal="name state npi"),
    "exclusions.ListComparison": declare(plain="id exclusion_list provider npi at", personal="names"),
    "exclusions.RefusedLine": declare(plain="id exclusion_list line column reason row_refused", personal="value"),
    "exclusions.SentList": declare(
        plain="id kind list_date source name file_name file_size file_hash sent_by sent_at state problem attempts "
        "available_at stop_asked run is_demonstration"
    ),
}
