"""A listed person, and that person at one place."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.urls import reverse

from caarisma.common.outbox.writing import site_url
from matching.directory_api.facts import PublishedPerson, PublishedPlace
from matching.directory_api.kinds import EntryKind
from matching.directory_api.shapes.parts import (
    Drawn,
    filled,
    money,
    new_patients,
    refer,
    specialty_code,
    telecom,
    weeks,
)
from matching.directory_api.shapes.places import found_at
from matching.directory_api.systems import (
    LANGUAGE_TAGS,
    NUCC,
    ROLES,
    STATES_OF_USPS,
    TERMINOLOGY,
    US_NPI,
    canonical,
    coding,
    concept,
    own_extension,
    plan_net_extension,
    terminology,
)
from providers.directory.enums import Profession
from providers.directory.models import License, Provider
from providers.directory.us import STATES
from providers.screening.boards import look_up_links

Ids = Callable[[EntryKind, int], str]

DEGREES: Final = {
    "md": ("MD", "Doctor of Medicine"),
    "do": ("DO", "Doctor of Osteopathy"),
    "np": ("NP", "Nurse Practitioner"),
    "pa": ("PA", "Physician Assistant"),
    "rn": ("RN", "Registered Nurse"),
}
ROLE_CODES: Final = {
    "md": ("ph", "Physician"),
    "do": ("ph", "Physician"),
    "np": ("crnp", "Certified Registered Nurse Practitioner"),
    "pa": ("pa", "Physician Assistant"),
    "rn": ("rn", "Registered Nurse"),
}


def draw_person(person: PublishedPerson) -> Drawn:
    provider = person.provider
    npi = {"use": "official", "type": terminology("v2-0203", "NPI"), "system": US_NPI, "value": provider.npi}
    resource = {
        "identifier": [npi],
        "active": True,
        "name": [_name(provider)],
        "qualification": [_qualification(held) for held in person.licenses],
        "communication": [concept(LANGUAGE_TAGS, code) for code in provider.languages],
    }
    drawn = Drawn(kind=EntryKind.PERSON, source=provider.pk, place=None, resource=filled(resource))
    drawn.found_by("identifier", provider.npi)
    found_as(drawn, provider)
    return drawn


def draw_role(person: PublishedPerson, place: PublishedPlace, since: date, ids: Ids) -> Drawn:
    provider, location = person.provider, place.location
    code, display = ROLE_CODES[provider.profession]
    specialty = specialty_code(provider)
    services = [ids(EntryKind.SERVICE, line.pk) for line in place.offerings]
    who, where = ids(EntryKind.PERSON, provider.pk), ids(EntryKind.PLACE, location.pk)
    resource = {
        "extension": [new_patients(location), _fee(place), _proof(provider, place)],
        "active": True,
        "period": {"start": since.isoformat()},
        "practitioner": refer(EntryKind.PERSON, who, provider.name_with_credentials),
        "code": [concept(ROLES, code, display)],
        "specialty": [concept(NUCC, specialty)] if specialty else [],
        "location": [refer(EntryKind.PLACE, where)],
        "healthcareService": [refer(EntryKind.SERVICE, each) for each in services],
        **telecom(location),
        "availableTime": weeks(place.hours, "availableStartTime", "availableEndTime"),
    }
    drawn = Drawn(kind=EntryKind.ROLE, source=location.pk, place=location.pk, resource=filled(resource))
    drawn.found_by("role", code)
    drawn.found_by("new-patients", str(location.accepting_patients).lower())
    drawn.found_by("practitioner", who)
    drawn.found_by("location", where)
    drawn.found_by("service", *services)
    if specialty:
        drawn.found_by("specialty", specialty)
    found_as(drawn, provider)
    found_at(drawn, place)
    return drawn


def found_as(drawn: Drawn, provider: Provider) -> None:
    """By name and languages: a person, and a role by its chains."""
    drawn.found_by("communication", *provider.languages)
    drawn.found_under("family", provider.last_name)
    drawn.found_under("given", provider.first_name)


def _name(provider: Provider) -> dict[str, Any]:
    letters = [part.strip() for part in provider.credentials.split(",")]
    return filled(
        {
            "use": "official",
            "text": provider.name_with_credentials,
            "family": provider.last_name,
            "given": [provider.first_name],
            "prefix": ["Dr."] if provider.is_doctor else [],
            "suffix": [part for part in (provider.name_suffix, *letters) if part],
        }
    )


def _qualification(held: License) -> dict[str, Any]:
    letters, words = DEGREES[held.profession]
    system = canonical(f"NamingSystem/license-{held.state.lower()}-{held.profession}")
    boards = look_up_links(held.state, Profession(held.profession))
    assert held.expires_on is not None
    return filled(
        {
            "extension": [
                plan_net_extension(
                    "practitioner-qualification",
                    extension=[
                        {"url": "status", "valueCode": "active"},
                        {"url": "whereValid", "valueCodeableConcept": concept(STATES_OF_USPS, held.state)},
                    ],
                )
            ],
            "identifier": [{"type": terminology("v2-0203", "SL"), "system": system, "value": held.number}],
            "code": {
                "coding": [{**coding(f"{TERMINOLOGY}v2-0360", letters, words), "version": "2.7"}],
                "text": f"{Profession(held.profession).label}, {STATES[held.state]}",
            },
            "period": {"end": held.expires_on.isoformat()},
            "issuer": {"display": boards[0].name} if boards else {},
        }
    )


def _fee(place: PublishedPlace) -> dict[str, Any]:
    location = place.location
    fee = {"url": "fee", "valueMoney": money(location.first_visit_fee)}
    credited = {"url": "credited", "valueBoolean": location.first_visit_fee_credited}
    return own_extension("first-visit-fee", extension=[fee, credited])


def _proof(provider: Provider, place: PublishedPlace) -> dict[str, Any]:
    """The signed file of its checks."""
    word = place.location.address_on_site(provider.slug).split("/")[-2]
    return own_extension("proof", valueUrl=site_url(reverse("proofs:proof", args=[provider.slug, word])))
