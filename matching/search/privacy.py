"""What a person asked for is personal: what they look for, near where. Health answers are a level of their own."""

from caarisma.common.privacy import declare

FIELDS = {
    "search.Intake": declare(
        plain="id created_at updated_at adult_confirmed_at consented_at consent_version expires_at",
        personal="token share_token form_key owner browsers areas concerns zip_code latitude longitude radius_miles "
        "max_price slots slots_required wishes musts matters_most",
    ),
    "search.IntakeChange": declare(plain="id intake made_at undone_at", personal="relaxation before"),
    "search.HealthAnswers": declare(plain="id intake consented_at consent_version", health="answers"),
    "search.MatchJob": declare(
        plain="id intake state attempts requested_at available_at done_at done_by found_by stopped_for kept_list_at "
        "weights_version matched_count",
        personal="blocking",
    ),
    "search.Match": declare(
        plain="id intake provider location position score parts weights_version fit_met fit_asked",
        personal="reasons drawback distance_miles session_price course_low course_high",
    ),
    "search.NearMiss": declare(
        plain="id intake provider location position score",
        personal="need relaxation distance_miles session_price",
    ),
}
