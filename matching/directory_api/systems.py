"""Names of code systems and extensions: those of HL7 and others, and our own below one base that never changes."""

from typing import Any, Final

from django.conf import settings

from caarisma.common.outbox.writing import site_url

R4: Final = "/fhir/r4"
TERMINOLOGY: Final = "http://terminology.hl7.org/CodeSystem/"
CORE: Final = "http://hl7.org/fhir/StructureDefinition/"
PLAN_NET: Final = "http://hl7.org/fhir/us/davinci-pdex-plan-net/"
US_NPI: Final = "http://hl7.org/fhir/sid/us-npi"
NUCC: Final = "http://nucc.org/provider-taxonomy"
LANGUAGE_TAGS: Final = "urn:ietf:bcp:47"
STATES_OF_USPS: Final = "https://www.usps.com/"
ROLES: Final = f"{PLAN_NET}CodeSystem/ProviderRoleCS"
CATEGORIES: Final = f"{PLAN_NET}CodeSystem/HealthcareServiceCategoryCS"
PLACE_TYPES: Final = f"{TERMINOLOGY}v3-RoleCode"

# Our own extensions: what they hold, for their definitions and for the docs.
EXTENSIONS: Final = {
    "first-visit-fee": "What a first visit costs in whole dollars, and whether it comes off the first session.",
    "placed-by": "How the position is known: of the street address, or only of the middle of its ZIP code.",
    "price-per-session": "What one session costs, in whole dollars, as the clinic says.",
    "fda-note": "Whether the FDA has a note on shots for this use.",
    "check-kind": "Which of our checks this is, by its code in CodeSystem/check-kind.",
    "good-until": "The last day on which the check counts.",
    "by-exception": "Whether two people let it pass though the source did not answer as it should.",
    "does-not-tell": "What this check says nothing about.",
    "proof": "The signed file of the checks of this place.",
}


def base() -> str:
    """Of this server, for links."""
    return site_url(R4)


def canonical(path: str) -> str:
    """Of names, which stay when the server moves."""
    return f"{settings.FHIR_CANONICAL_BASE or base()}/{path}"


def own_system(name: str) -> str:
    return canonical(f"CodeSystem/{name}")


def coding(system: str, code: str, display: str = "") -> dict[str, str]:
    return {"system": system, "code": code} | ({"display": display} if display else {})


def concept(system: str, code: str, display: str = "") -> dict[str, Any]:
    return {"coding": [coding(system, code, display)]}


def terminology(system: str, code: str) -> dict[str, Any]:
    return concept(TERMINOLOGY + system, code)


def own_extension(name: str, **value: object) -> dict[str, Any]:
    """KeyError for one that is not defined."""
    assert EXTENSIONS[name]
    return {"url": canonical(f"StructureDefinition/{name}"), **value}


def plan_net_extension(name: str, **parts: object) -> dict[str, Any]:
    return {"url": f"{PLAN_NET}StructureDefinition/{name}", **parts}
