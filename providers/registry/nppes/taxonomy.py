"""Which NPPES taxonomy codes are ours, and what they say about a person.

Codes are those of the National Uniform Claim Committee (NUCC). A taxonomy is what people report about themselves: it
says whom to invite, never what they may do. There is none for mesotherapy or for injecting at a clinic.
"""

from dataclasses import dataclass
from typing import Final

from providers.directory.enums import Profession

MD, NP, PA, RN = (
    Profession.PHYSICIAN_MD,
    Profession.NURSE_PRACTITIONER,
    Profession.PHYSICIAN_ASSISTANT,
    Profession.REGISTERED_NURSE,
)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """`profession` is MD for every physician: NUCC does not tell MD from DO, the letters after the name do."""

    profession: Profession
    specialty: str
    by_default: bool


# The default takes skin and plastic specialties, and the nurses and assistants who inject under them. Primary care is
# here for those who ask with --taxonomy: 400,000 doctors, few of whom give this treatment.
TAXONOMIES: Final[dict[str, Taxonomy]] = {
    "207N00000X": Taxonomy(MD, "Dermatologist", True),
    "207ND0101X": Taxonomy(MD, "Dermatologist, Mohs surgery", True),
    "207NS0135X": Taxonomy(MD, "Dermatologist, procedures", True),
    "207ND0900X": Taxonomy(MD, "Dermatopathologist", False),
    "208200000X": Taxonomy(MD, "Plastic surgeon", True),
    "2082S0099X": Taxonomy(MD, "Plastic surgeon, head and neck", True),
    "2086S0122X": Taxonomy(MD, "Plastic and reconstructive surgeon", True),
    "207YS0123X": Taxonomy(MD, "Facial plastic surgeon", True),
    "207YX0905X": Taxonomy(MD, "Ear, nose and throat doctor, facial plastic surgery", True),
    "207WX0200X": Taxonomy(MD, "Eye doctor, plastic surgery", True),
    "207Q00000X": Taxonomy(MD, "Family doctor", False),
    "207R00000X": Taxonomy(MD, "Internal medicine doctor", False),
    "208D00000X": Taxonomy(MD, "General practice doctor", False),
    "363L00000X": Taxonomy(NP, "Nurse practitioner", True),
    "363LF0000X": Taxonomy(NP, "Nurse practitioner, family", True),
    "363LA2200X": Taxonomy(NP, "Nurse practitioner, adult health", False),
    "363LP2300X": Taxonomy(NP, "Nurse practitioner, primary care", False),
    "363LW0102X": Taxonomy(NP, "Nurse practitioner, women's health", False),
    "363A00000X": Taxonomy(PA, "Physician assistant", True),
    "363AM0700X": Taxonomy(PA, "Physician assistant, medical", True),
    "363AS0400X": Taxonomy(PA, "Physician assistant, surgical", True),
    "163W00000X": Taxonomy(RN, "Registered nurse", True),
}
DEFAULT_TAXONOMIES: Final = frozenset(code for code, taxonomy in TAXONOMIES.items() if taxonomy.by_default)

# How a code begins -> the license that goes with it. A dermatologist may list the license beside another specialty.
LICENSE_GROUPS: Final[tuple[tuple[str, Profession], ...]] = (("20", MD), ("363L", NP), ("363A", PA), ("163W", RN))


def profession_for(code: str, credentials: str) -> Profession | None:
    """The profession behind a taxonomy code, None when the directory has no such profession (dentists, ...)."""
    for prefix, profession in LICENSE_GROUPS:
        if code.startswith(prefix):
            return Profession.PHYSICIAN_DO if profession == MD and is_osteopath(credentials) else profession
    return None


def is_osteopath(credentials: str) -> bool:
    """Whether the letters after the name hold DO: "D.O.", "DO, FAAD", "D. O."."""
    letters = credentials.upper().replace(".", "").replace("D O", "DO")
    return "DO" in letters.replace(",", " ").replace("/", " ").split()
