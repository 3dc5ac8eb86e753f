"""Which body licenses whom, by the name on its look-up page. States not named here get a name of the usual form."""

from typing import Final

from providers.directory.enums import Profession
from providers.directory.us import STATES

NURSES: Final = (Profession.NURSE_PRACTITIONER, Profession.REGISTERED_NURSE)

# One office for all health professions.
OFFICES: Final = {
    "CO": "Colorado Department of Regulatory Agencies",
    "CT": "Connecticut Department of Public Health",
    "FL": "Florida Department of Health",
    "HI": "Hawaii Professional and Vocational Licensing",
    "IL": "Illinois Department of Financial and Professional Regulation",
    "IN": "Indiana Professional Licensing Agency",
    "MI": "Michigan Department of Licensing and Regulatory Affairs",
    "NE": "Nebraska Department of Health and Human Services",
    "NY": "New York State Education Department, Office of the Professions",
    "RI": "Rhode Island Department of Health",
    "UT": "Utah Division of Professional Licensing",
}
BOARDS: Final = {
    ("AZ", Profession.PHYSICIAN_MD): "Arizona Medical Board",
    ("CA", Profession.PHYSICIAN_MD): "Medical Board of California",
    ("CA", Profession.PHYSICIAN_DO): "Osteopathic Medical Board of California",
    ("CA", Profession.PHYSICIAN_ASSISTANT): "California Physician Assistant Board",
    ("CA", Profession.NURSE_PRACTITIONER): "California Board of Registered Nursing",
    ("CA", Profession.REGISTERED_NURSE): "California Board of Registered Nursing",
    ("GA", Profession.PHYSICIAN_MD): "Georgia Composite Medical Board",
    ("MA", Profession.PHYSICIAN_MD): "Massachusetts Board of Registration in Medicine",
    ("NC", Profession.PHYSICIAN_MD): "North Carolina Medical Board",
    ("OH", Profession.PHYSICIAN_MD): "State Medical Board of Ohio",
    ("TX", Profession.PHYSICIAN_MD): "Texas Medical Board",
    ("WA", Profession.PHYSICIAN_MD): "Washington Medical Commission",
}


def board_name(state: str, profession: Profession) -> str:
    """Nurses have their own board; doctors of osteopathy and PAs fall to the medical one where none is named."""
    named = OFFICES.get(state) or BOARDS.get((state, profession))
    if named:
        return named
    if profession in NURSES:
        return f"{STATES[state]} Board of Nursing"
    return BOARDS.get((state, Profession.PHYSICIAN_MD)) or f"{STATES[state]} Board of Medicine"
