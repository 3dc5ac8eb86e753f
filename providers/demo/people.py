"""A made-up provider: name, profession, specialty, languages, and an NPI that nobody holds."""

from dataclasses import dataclass
from random import Random
from typing import Final

from django.utils.text import slugify

from providers.demo.names import draw_background, draw_languages
from providers.directory.enums import Gender, Profession
from providers.directory.npi import npi_from_nine
from providers.directory.specialties import OF_A_BOARD

EIGHT_DIGITS: Final = 10**8
STEP: Final = 48_271_003  # has no factor in common with 10**8, so multiples of it pass every number once

PROFESSIONS: Final = {
    Profession.PHYSICIAN_MD: 0.34,
    Profession.PHYSICIAN_DO: 0.08,
    Profession.NURSE_PRACTITIONER: 0.28,
    Profession.PHYSICIAN_ASSISTANT: 0.18,
    Profession.REGISTERED_NURSE: 0.12,
}
WOMEN: Final = {
    Profession.PHYSICIAN_MD: 0.45,
    Profession.PHYSICIAN_DO: 0.45,
    Profession.NURSE_PRACTITIONER: 0.88,
    Profession.PHYSICIAN_ASSISTANT: 0.72,
    Profession.REGISTERED_NURSE: 0.92,
}


@dataclass(frozen=True, slots=True)
class DemoSpecialty:
    """A specialty, how common it is in its profession, the board that certifies in it, and what the letters say."""

    specialty: str
    share: float
    board: str
    certified: float  # share of those in it who claim the certificate
    letters: str
    letters_certified: str


NP, PA, RN = "Nurse practitioner", "Physician assistant", "Registered nurse"
FIELDS: Final = {
    Profession.PHYSICIAN_MD: (
        DemoSpecialty("Dermatologist", 0.45, "American Board of Dermatology", 0.9, "MD", "MD, FAAD"),
        DemoSpecialty("Plastic surgeon", 0.22, "American Board of Plastic Surgery", 0.85, "MD", "MD, FACS"),
        DemoSpecialty("Family doctor", 0.16, "American Board of Family Medicine", 0.6, "MD", "MD, FAAFP"),
        DemoSpecialty("Internal medicine doctor", 0.09, "American Board of Internal Medicine", 0.6, "MD", "MD, FACP"),
        DemoSpecialty("Aesthetic medicine doctor", 0.08, "", 0.0, "MD", "MD"),
    ),
    Profession.PHYSICIAN_DO: (
        DemoSpecialty("Dermatologist", 0.35, "American Osteopathic Board of Dermatology", 0.85, "DO", "DO, FAOCD"),
        DemoSpecialty("Family doctor", 0.45, "American Osteopathic Board of Family Physicians", 0.6, "DO", "DO"),
        DemoSpecialty("Aesthetic medicine doctor", 0.20, "", 0.0, "DO", "DO"),
    ),
    Profession.NURSE_PRACTITIONER: (
        DemoSpecialty(f"{NP}, aesthetics", 0.55, "American Academy of Nurse Practitioners", 0.6, "NP", "NP-C"),
        DemoSpecialty(
            f"{NP}, dermatology", 0.25, "Dermatology Nurse Practitioner Certification Board", 0.5, "NP", "DCNP"
        ),
        DemoSpecialty(f"{NP}, family", 0.20, "American Nurses Credentialing Center", 0.7, "NP", "FNP-BC"),
    ),
    Profession.PHYSICIAN_ASSISTANT: (
        DemoSpecialty(f"{PA}, dermatology", 0.55, "National Commission on Certification of PAs", 0.9, "PA", "PA-C"),
        DemoSpecialty(f"{PA}, aesthetics", 0.45, "National Commission on Certification of PAs", 0.85, "PA", "PA-C"),
    ),
    Profession.REGISTERED_NURSE: (
        DemoSpecialty(f"{RN}, aesthetics", 1.0, "Plastic Surgical Nursing Certification Board", 0.2, "RN", "RN, CANS"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    npi: str
    first_name: str
    middle_name: str
    last_name: str
    name_suffix: str
    slug: str
    gender: str
    languages: tuple[str, ...]
    profession: Profession
    specialty: str
    credentials: str
    board: str  # that certified them, "" if they claim none


def demonstration_npi(index: int, seed: int) -> str:
    """The NPI of the provider with this number: no two alike for the first hundred million."""
    return npi_from_nine(f"2{(index * STEP + seed * 7_919_017) % EIGHT_DIGITS:08d}")


def draw_person(rng: Random, *, index: int, seed: int, state: str) -> DemoPerson:
    profession = rng.choices(list(PROFESSIONS), list(PROFESSIONS.values()))[0]
    fields = FIELDS[profession]
    field = rng.choices(fields, [option.share for option in fields])[0]
    certified = rng.random() < field.certified
    background = draw_background(rng, state)
    woman = rng.random() < WOMEN[profession]
    first = rng.choice(background.women if woman else background.men)
    last = rng.choice(background.last)
    gender = Gender.NOT_STATED if rng.random() < 0.03 else Gender.WOMAN if woman else Gender.MAN
    return DemoPerson(
        npi=demonstration_npi(index, seed),
        first_name=first,
        middle_name=rng.choice("ABCDEFGHJKLMNPRSTW") if rng.random() < 0.2 else "",
        last_name=last,
        name_suffix=rng.choice(("Jr.", "III")) if not woman and rng.random() < 0.04 else "",
        slug=f"{slugify(f'{first} {last}')}-demo-{index + 1}",
        gender=gender.value,
        languages=tuple(draw_languages(rng, background)),
        profession=profession,
        specialty=field.specialty if certified or field.specialty not in OF_A_BOARD else "",
        credentials=field.letters_certified if certified else field.letters,
        board=field.board if certified else "",
    )
