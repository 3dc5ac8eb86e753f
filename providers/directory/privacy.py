"""What the fields of this room say about a person."""

from caarisma.common.privacy import declare
from providers.directory.traits import BOXES

FIELDS = {
    "directory.PlaceWays": declare(plain="place pay park get_in said_at"),
    "directory.Provider": declare(
        plain="id created_at updated_at user npi npi_deactivated_on slug profession specialty languages "
        "is_demonstration registry_updated_on credentials",
        personal="first_name middle_name last_name name_suffix birth_year gender",
    ),
    "directory.FormerName": declare(
        plain="id created_at updated_at provider used_from used_until source",
        personal="first_name middle_name last_name name_suffix",
    ),
    "directory.PracticeLocation": declare(
        plain="id created_at updated_at provider clinic_name line1 line2 city state zip_code latitude longitude "
        "placed_by time_zone phone is_active accepting_patients first_visit_fee first_visit_fee_credited "
        f"next_opening_at second_opening_at hours_confirmed_on confirmed_on {' '.join(BOXES)}",
        personal="owner_name",
    ),
    "directory.AnswerRecord": declare(plain="id provider asked in_time days measured_at"),
    "directory.WeeklyHours": declare(plain="id location weekday opens closes"),
    "directory.Offering": declare(
        plain="id created_at updated_at location area_concern price_per_session sessions_done is_active "
        "product product_maker product_source product_bought_from product_key"
    ),
    "directory.License": declare(
        plain="id created_at updated_at provider state profession status expires_on verified_on source",
        personal="number",
    ),
    "directory.Statement": declare(
        plain="id created_at updated_at provider language details_confirmed_at insurance_ends_on claims_board "
        "board_ends_on",
        personal="insurer board_name products products_maker products_source products_bought_from",
    ),
}
