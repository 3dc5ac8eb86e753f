from caarisma.common.privacy import declare

FIELDS = {
    "providers.Provider": declare(
        plain="id created_at updated_at user npi npi_deactivated_on slug profession specialty languages "
        "is_demonstration registry_updated_on credentials",
        personal="first_name middle_name last_name name_suffix former_names former_first_names birth_year gender",
    ),
    "providers.PracticeLocation": declare(
        plain="id created_at updated_at provider clinic_name line1 line2 city state zip_code latitude longitude "
        "placed_by time_zone phone is_active accepting_patients step_free_access video_visits first_visit_fee "
        "first_visit_fee_credited next_opening_at hours_confirmed_on"
    ),
    "providers.WeeklyHours": declare(plain="id location weekday opens closes"),
    "providers.Offering": declare(
        plain="id created_at updated_at location area_concern price_per_session sessions_done is_active "
        "product product_maker product_source"
    ),
    "providers.License": declare(
        plain="id created_at updated_at provider state profession status expires_on verified_on source",
        personal="number",
    ),
    "providers.ScreeningCase": declare(
        plain="id created_at updated_at provider status approved_from approved_until decided_by decided_at "
        "required states kind sent_at due_at owner claimed_until revision reasons",
        personal="reason",
    ),
    "providers.ScreeningCheck": declare(
        plain="id case kind result source report_date verified_by verified_at good_until exception "
        "document exclusion_list registry_answer",
        personal="finding reference note",
    ),
    "providers.CaseEvent": declare(
        plain="id provider case kind at by from_status to_status reasons shown documents",
        personal="about words reference checks",
    ),
    "providers.Reminder": declare(plain="id screening_check good_until days sent_at asked_by"),
    "providers.ProviderHold": declare(
        plain="id created_at updated_at provider kind placed_by placed_at lift_asked_by lifted_by lifted_at",
        personal="reason",
    ),
    "providers.TwoPersonDecision": declare(
        plain="id created_at updated_at kind case check_kind hold first_by first_at second_by second_at outcome",
        personal="words second_words answer",
    ),
    "providers.ExclusionHit": declare(
        plain="id created_at updated_at provider exclusion_list list_name list_date tier hides record_key "
        "fingerprint found_at gone_on confirmed_at confirmed_by proposed_at proposed_by cleared_at cleared_by",
        personal="matched_on compared confirmed_reason proposed_reason reason",
    ),
    "providers.ExclusionList": declare(
        plain="id kind state stopped_in problem month list_date file_name file_size file_hash is_demonstration "
        "forced rows_read rows_refused duplicates added changed removed records providers_checked new_exact_matches "
        "new_near_matches checks_renewed started_at applied_at finished_at signed_off_at signed_off_by"
    ),
    "providers.RegistryAnswer": declare(plain="id provider npi at source in_use", personal="facts"),
    "providers.ExclusionRecord": declare(
        plain="id identity business_name general specialty exclusion_type excluded_on waived_on waiver_state",
        personal="last_name first_name middle_name upin npi born_on address city state zip_code name_keys",
    ),
    "providers.RefusedLine": declare(plain="id exclusion_list line column reason row_refused", personal="value"),
    "providers.Document": declare(
        plain="id provider case kind name sha256 size content_type pages uploaded_by uploaded_at deletion_asked_at "
        "deleted_at",
        personal="title",
    ),
    "providers.Upload": declare(
        plain="id provider uploaded_by kind name sha256 size sent_at state attempts available_at refused pages_name "
        "pages content_type document",
        personal="title form problem",
    ),
    "providers.Statement": declare(
        plain="id created_at updated_at provider language details_confirmed_at insurance_ends_on claims_board "
        "board_ends_on "
        "supervisor_state",
        personal="insurer board_name supervisor_name supervisor_npi supervisor_license products "
        "products_maker products_source",
    ),
    "providers.NpiClaim": declare(
        plain="id provider user profession made_at confirmed_at refused_at decided_by handover_by handover_at given_by",
        personal="name words",
    ),
    "providers.ProposedChange": declare(
        plain="id created_at updated_at provider fact proposed_by applied_at dropped_at", personal="values"
    ),
}
