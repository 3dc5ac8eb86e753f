"""What search engines are told of a place, as schema.org has it: what the page shows and we looked at, and no more.

A physician is one who has that license; nurses and PAs are told as persons with a job. Nobody who is made up, no number
of stars, and a point on the map only where the street or a pin says it: the middle of a ZIP code is no place.
"""

from typing import Any, Final

from caarisma.common.outbox.writing import site_url
from providers.directory.enums import PlacedBy
from providers.directory.models import PracticeLocation
from providers.directory.us import STATES
from providers.pages.places import Place
from providers.screening.enums import CheckKind

CONTEXT: Final = "https://schema.org"


def place_data(place: Place) -> dict[str, Any] | None:
    provider, location = place.profile.provider, place.location
    if provider.is_demonstration:
        return None
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "name": provider.name_with_credentials,
        "url": site_url(place.clinic.address),
        "knowsLanguage": list(provider.languages),
        "hasCredential": {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": "license",
            "name": str(CheckKind.LICENSE.label),
            "validIn": {"@type": "State", "name": str(STATES[location.state])},
        },
        "makesOffer": [_offer(line.area, line.concern, line.price) for line in place.prices],
    }
    if provider.is_doctor:
        return {**told, "@type": "IndividualPhysician", "usNPI": provider.npi, "practicesAt": _clinic(location)}
    job = str(provider.get_profession_display())
    npi = {"@type": "PropertyValue", "propertyID": "NPI", "value": provider.npi}
    return {**told, "@type": "Person", "jobTitle": job, "identifier": npi, "workLocation": _clinic(location)}


def _clinic(location: PracticeLocation) -> dict[str, Any]:
    street = ", ".join(part for part in (location.line1, location.line2) if part)
    told: dict[str, Any] = {
        "@type": "MedicalClinic",
        "name": location.clinic_name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": street,
            "addressLocality": location.city,
            "addressRegion": location.state,
            "postalCode": location.zip_code,
            "addressCountry": "US",
        },
        "isAcceptingNewPatients": location.accepting_patients,
    }
    if location.phone:
        told["telephone"] = location.phone
    if location.placed_by != PlacedBy.ZIP:
        told["geo"] = {"@type": "GeoCoordinates", "latitude": location.latitude, "longitude": location.longitude}
    return told


def _offer(area: str, concern: str, price: int) -> dict[str, Any]:
    service = {"@type": "Service", "name": f"{area}: {concern}"}
    return {"@type": "Offer", "price": price, "priceCurrency": "USD", "itemOffered": service}
