from caarisma.common.privacy import declare

IN_TWO_LANGUAGES = "id slug name_en name_es hint_en hint_es position origin"

FIELDS = {
    "treatments.Area": declare(plain=IN_TWO_LANGUAGES),
    "treatments.Concern": declare(plain=f"{IN_TWO_LANGUAGES} session_plan effect claim needs_fda_note areas"),
    "treatments.AreaConcern": declare(plain="id area concern is_active"),
    "treatments.Source": declare(plain="id slug title publisher year url"),
    "treatments.Claim": declare(
        plain="id created_at updated_at slug text_en text_es guide_says evidence status why sources reviewer "
        "reviewed_on next_review first_reviewer proposed_by proposed_at proposed_why proposed_next_review "
        "proposed_words"
    ),
    "treatments.ClaimSource": declare(plain="id claim source where"),
    "treatments.SessionPlan": declare(
        plain="id slug sessions_min sessions_max first_phase_sessions "
        "first_phase_gap_days later_gap_days rest_days claim"
    ),
    "treatments.EffectDuration": declare(plain="id slug kind months_min months_max claim"),
    "treatments.CostGuide": declare(plain="id slug low high as_of_year claim"),
}
