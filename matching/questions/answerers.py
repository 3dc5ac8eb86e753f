"""Who may answer, and whose answer may be shown: listed at this instant. Asked when an answer is written, when it is
decided on, and each time a page shows it; nothing of it is stored. Who takes no new patients may answer as well."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from providers.directory.models import PracticeLocation, Provider
from providers.listing.gate import listed_of_providers
from providers.listing.listed import listed_places
from providers.listing.selectors import ProofSummary, current_proof


@dataclass(frozen=True, slots=True)
class Answerer:
    """As patients read it. `checks`: "4 of 4 checks passed", with the day of the last look."""

    id: int
    name: str
    city: str
    state: str
    address: str
    checks_address: str
    checks: ProofSummary | None


def listed_among(provider_ids: Iterable[int], *, now: datetime) -> dict[int, PracticeLocation]:
    """Those of them who are listed, each with one of their places. One query; none where nobody is asked about."""
    ids = set(provider_ids)
    if not ids:
        return {}
    among = PracticeLocation.objects.filter(provider__in=ids)
    places = listed_places(on=now, among=among).select_related("provider").order_by("-accepting_patients", "pk")
    found: dict[int, PracticeLocation] = {}
    for place in places:
        found.setdefault(place.provider_id, place)
    return found


def is_listed(provider: Provider, *, now: datetime) -> bool:
    return bool(listed_of_providers([provider.pk], now=now))


def answerers(provider_ids: Iterable[int], *, now: datetime) -> dict[int, Answerer]:
    """With their checked credentials. Whoever is not in it is named nowhere."""
    places = listed_among(provider_ids, now=now)
    proofs = current_proof(places, on=now) if places else {}
    return {
        provider_id: Answerer(
            id=provider_id,
            name=place.provider.name_with_credentials,
            city=place.city,
            state=place.state,
            address=(address := place.address_on_site(place.provider.slug)),
            checks_address=f"{address}checks/",
            checks=proof.summary if (proof := proofs.get(provider_id)) else None,
        )
        for provider_id, place in places.items()
    }
