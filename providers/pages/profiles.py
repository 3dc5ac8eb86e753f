"""Who a provider is to patients, and at which places. Only what is listed now is in it."""

from dataclasses import dataclass
from datetime import datetime

from providers.directory.enums import Language
from providers.directory.models import PracticeLocation, Provider
from providers.listing.gate import listed_of_places


@dataclass(frozen=True, slots=True)
class ListedClinic:
    """One of a person's places, told apart from the others."""

    location: PracticeLocation
    address: str  # of its page

    @property
    def word(self) -> str:
        """That names it in its address."""
        return self.address.split("/")[-2]

    @property
    def checks_address(self) -> str:
        return f"{self.address}checks/"


@dataclass(frozen=True, slots=True)
class Profile:
    """`clinics`: those that take new patients first."""

    provider: Provider
    clinics: tuple[ListedClinic, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(str(Language(code).label) for code in self.provider.languages)

    def clinic(self, location_id: int | str | None) -> ListedClinic | None:
        return next((each for each in self.clinics if str(each.location.pk) == str(location_id)), None)


def listed_profile(slug: str, *, on: datetime) -> Profile | None:
    """The provider with all places that are listed at the instant `on` (aware); None without one. Two queries.

    None for whoever is not: an imported profile, one whose license lapsed, and a name that does not exist look alike.
    """
    places = PracticeLocation.objects.filter(provider__slug=slug).select_related("provider")
    found = list(places.order_by("-accepting_patients", "pk"))
    listed = listed_of_places([place.pk for place in found], now=on)
    clinics = tuple(ListedClinic(place, place.address_on_site(slug)) for place in found if place.pk in listed)
    return Profile(clinics[0].location.provider, clinics) if clinics else None
