"""A place, and what is offered there."""

from collections.abc import Callable
from typing import Any, Final

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
from matching.directory_api.systems import (
    CATEGORIES,
    CORE,
    NUCC,
    PLACE_TYPES,
    PLAN_NET,
    concept,
    own_extension,
    own_system,
    plan_net_extension,
)
from providers.directory.enums import PlacedBy
from providers.directory.models import Offering, PracticeLocation

Ids = Callable[[EntryKind, int], str]

PLACE_TYPE: Final = "PROFF"
CATEGORY: Final = "prov"
NO_CLAIM: Final = "What people use it for; not a statement that it works."


def draw_place(place: PublishedPlace) -> Drawn:
    location = place.location
    resource = {
        "extension": [
            new_patients(location),
            *_step_free(location),
            {"url": f"{CORE}timezone", "valueCode": location.time_zone},
            own_extension("placed-by", valueCode="zip" if location.placed_by == PlacedBy.ZIP else "street"),
        ],
        "status": "active",
        "name": location.clinic_name,
        "type": [concept(PLACE_TYPES, PLACE_TYPE, "Provider's Office")],
        **telecom(location),
        "address": _address(location),
        "position": _position(location),
        "hoursOfOperation": weeks(place.hours, "openingTime", "closingTime"),
    }
    drawn = Drawn(kind=EntryKind.PLACE, source=location.pk, place=location.pk, resource=filled(resource))
    drawn.found_by("type", PLACE_TYPE)
    drawn.found_under("name", location.clinic_name)
    found_at(drawn, place)
    return drawn


def draw_service(person: PublishedPerson, place: PublishedPlace, line: Offering, ids: Ids) -> Drawn:
    location, area, concern = place.location, line.area_concern.area, line.area_concern.concern
    specialty, where = specialty_code(person.provider), ids(EntryKind.PLACE, location.pk)
    treatment = f"{area.slug}.{concern.slug}"
    resource = {
        "extension": [
            new_patients(location),
            _delivery("physical"),
            *([_delivery("virtual")] if location.video_visits else []),
            own_extension("price-per-session", valueMoney=money(line.price_per_session)),
            own_extension("fda-note", valueBoolean=concern.needs_fda_note),
        ],
        "active": True,
        "category": [concept(CATEGORIES, CATEGORY, "Medical Provider")],
        "type": [
            concept(own_system("treatment"), treatment, f"Mesotherapy: {area.name_en}, {concern.name_en}"),
            concept(own_system("area"), area.slug, area.name_en),
            concept(own_system("concern"), concern.slug, concern.name_en),
        ],
        "specialty": [concept(NUCC, specialty)] if specialty else [],
        "location": [refer(EntryKind.PLACE, where)],
        "name": f"Mesotherapy, {area.name_en}: {concern.name_en}",
        "comment": NO_CLAIM,
        "appointmentRequired": True,
    }
    drawn = Drawn(kind=EntryKind.SERVICE, source=line.pk, place=location.pk, resource=filled(resource))
    drawn.found_by("service-category", CATEGORY)
    drawn.found_by("service-type", *_service_types(line))
    drawn.found_by("location", where)
    drawn.found_by("new-patients", str(location.accepting_patients).lower())
    if specialty:
        drawn.found_by("specialty", specialty)
    drawn.found_under("name", f"{area.name_en} {concern.name_en}")
    return drawn


def found_at(drawn: Drawn, place: PublishedPlace) -> None:
    """By where it is and what is offered there: a place, and a role by its chains."""
    location = place.location
    drawn.found_under("city", location.city)
    drawn.found_under("postalcode", location.zip_code)
    drawn.found_under("address", location.city, location.zip_code, location.line1, location.state)
    drawn.found_by("state", location.state)
    drawn.point = _point(location)
    if drawn.kind == EntryKind.ROLE:
        for line in place.offerings:
            drawn.found_by("service-type", *_service_types(line))


def _service_types(line: Offering) -> tuple[str, ...]:
    """Each with the system that it is of: a concern may be called as an area is."""
    area, concern = line.area_concern.area.slug, line.area_concern.concern.slug
    return f"treatment|{area}.{concern}", f"area|{area}", f"concern|{concern}"


def _point(location: PracticeLocation) -> tuple[float, float]:
    """The middle of a ZIP code with two decimals: six would look like an address."""
    digits = 2 if location.placed_by == PlacedBy.ZIP else 6
    return round(location.latitude, digits), round(location.longitude, digits)


def _position(location: PracticeLocation) -> dict[str, float]:
    latitude, longitude = _point(location)
    return {"longitude": longitude, "latitude": latitude}


def _address(location: PracticeLocation) -> dict[str, Any]:
    lines = [line for line in (location.line1, location.line2) if line]
    return {
        "use": "work",
        "type": "physical",
        "text": f"{', '.join(lines)}, {location.city}, {location.state} {location.zip_code}",
        "line": lines,
        "city": location.city,
        "state": location.state,
        "postalCode": location.zip_code,
        "country": "US",
    }


def _step_free(location: PracticeLocation) -> list[dict[str, Any]]:
    """Nothing where it was not ticked: unknown is not no."""
    if not location.step_free_access:
        return []
    mobility = {**concept(f"{PLAN_NET}CodeSystem/AccessibilityCS", "mobility"), "text": "Step-free access"}
    return [plan_net_extension("accessibility", valueCodeableConcept=mobility)]


def _delivery(code: str) -> dict[str, Any]:
    method = concept(f"{PLAN_NET}CodeSystem/DeliveryMethodCS", code)
    parts = [{"url": "type", "valueCodeableConcept": method}]
    if code == "virtual":
        video = concept(f"{PLAN_NET}CodeSystem/VirtualModalitiesCS", "video")
        parts.append({"url": "virtualModalities", "valueCodeableConcept": video})
    return plan_net_extension("delivery-method", extension=parts)
