"""What may stand beside a name as a specialty. A closed list for each license type: patients read it next to our
checks, so it is nothing that somebody types. Where the registry has words for it, they are these (nppes/taxonomy.py).

Sources: the NUCC taxonomy for what it knows; "aesthetic" and the fields of nurses and assistants have no code there.
"""

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from providers.directory.enums import Profession

DOCTOR: Final = (
    _("Dermatologist"),
    _("Dermatologist, Mohs surgery"),
    _("Dermatologist, procedures"),
    _("Dermatopathologist"),
    _("Plastic surgeon"),
    _("Plastic surgeon, head and neck"),
    _("Plastic and reconstructive surgeon"),
    _("Facial plastic surgeon"),
    _("Ear, nose and throat doctor, facial plastic surgery"),
    _("Eye doctor, plastic surgery"),
    _("Aesthetic medicine doctor"),
    _("Family doctor"),
    _("Internal medicine doctor"),
    _("General practice doctor"),
)
SPECIALTIES: Final[dict[str, tuple[str, ...]]] = {
    Profession.PHYSICIAN_MD: DOCTOR,
    Profession.PHYSICIAN_DO: DOCTOR,
    Profession.NURSE_PRACTITIONER: (
        _("Nurse practitioner"),
        _("Nurse practitioner, aesthetics"),
        _("Nurse practitioner, dermatology"),
        _("Nurse practitioner, family"),
        _("Nurse practitioner, adult health"),
        _("Nurse practitioner, primary care"),
        _("Nurse practitioner, women's health"),
    ),
    Profession.PHYSICIAN_ASSISTANT: (
        _("Physician assistant"),
        _("Physician assistant, aesthetics"),
        _("Physician assistant, dermatology"),
        _("Physician assistant, medical"),
        _("Physician assistant, surgical"),
    ),
    Profession.REGISTERED_NURSE: (
        _("Registered nurse"),
        _("Registered nurse, aesthetics"),
        _("Registered nurse, dermatology"),
    ),
}

# Titles that a specialty board gives. They stand beside a name only with a passed check of the board.
OF_A_BOARD: Final = frozenset(
    {
        "Dermatologist",
        "Dermatologist, Mohs surgery",
        "Dermatologist, procedures",
        "Dermatopathologist",
        "Plastic surgeon",
        "Plastic surgeon, head and neck",
        "Plastic and reconstructive surgeon",
        "Facial plastic surgeon",
        "Ear, nose and throat doctor, facial plastic surgery",
        "Eye doctor, plastic surgery",
    }
)


def known(profession: str, specialty: str) -> str:
    """The specialty if it is one of this license type, else nothing: a nurse is no plastic surgeon by saying so."""
    return specialty if specialty in SPECIALTIES.get(profession, ()) else ""


def is_known() -> Q:
    """As a constraint of the table."""
    condition = Q(specialty="")
    for profession, specialties in SPECIALTIES.items():
        condition |= Q(profession=profession, specialty__in=specialties)
    return condition
