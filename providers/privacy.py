from caarisma.common.privacy import declare

FIELDS = {
    "providers.Provider": declare(
        plain="id created_at updated_at user npi npi_deactivated_on slug profession specialty languages "
        "is_demonstration registry_updated_on credentials",
        personal="first_name middle_name last_name name_suffix gender",
    ),
    "providers.PracticeLocation": declare(
        plain="id created_at updated_at provider clinic_name line1 line2 city state zip_code latitude longitude "
        "placed_by time_zone phone is_active accepting_patients step_free_access video_visits first_visit_fee "
        "first_visit_fee_credited next_opening_at hours_confirmed_on"
    ),
    "providers.WeeklyHours": declare(plain="id location weekday opens closes"),
    "providers.Offering": declare(
        plain="id created_at updated_at location area_concern price_per_session sessions_done is_active"
    ),
    "providers.License": declare(
        plain="id created_at updated_at provider state profession status expires_on verified_on source",
        personal="number",
    ),
    "providers.ScreeningCase": declare(
        plain="id created_at updated_at provider status approved_from approved_until decided_by decided_at",
        personal="reason",
    ),
    "providers.ScreeningCheck": declare(
        plain="id case kind result source report_date verified_by verified_at good_until",
        personal="finding reference",
    ),
    "providers.ExclusionHit": declare(
        plain="id created_at updated_at provider list_name list_date found_at cleared_at cleared_by",
        personal="matched_on reason",
    ),
}
