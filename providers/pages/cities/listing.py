"""Who is listed in a city now. Read from dated facts at the moment of showing, like every list."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.text import slugify

from providers.directory.models import Offering, PracticeLocation, Provider
from providers.directory.offered import offered
from providers.directory.us import STATES
from providers.listing.listed import listed_places
from providers.listing.price_ranges import LocalPrices, range_of
from providers.listing.selectors import Proof, current_proof
from providers.pages.profiles import ListedClinic

ENOUGH_TO_INDEX: Final = 3  # real people; a page about fewer says little, and search engines need not list it
A_PAGE: Final = 20

Row = tuple[str, int, bool, datetime]  # of a listed place: city, provider, whether made up, when last changed


@dataclass(frozen=True, slots=True)
class CityPage:
    """`name` as most of its clinics write it; `providers` are those listed, `real` the ones not made up for a demo."""

    state: str
    slug: str
    name: str
    providers: int
    real: int
    changed_at: datetime

    @property
    def href(self) -> str:
        """In the language of the moment."""
        return reverse("cities:city", args=[self.state.lower(), self.slug])

    @property
    def is_indexable(self) -> bool:
        return self.real >= ENOUGH_TO_INDEX


@dataclass(frozen=True, slots=True)
class State:
    name: str
    cities: tuple[CityPage, ...]


@dataclass(frozen=True, slots=True)
class CityCard:
    """One provider at one or more places of the city. Prices are of one session, from their own list; whole dollars."""

    provider: Provider
    places: tuple[PracticeLocation, ...]
    proof: Proof
    low: int
    high: int

    @property
    def accepts(self) -> bool:
        return any(place.accepting_patients for place in self.places)

    @property
    def clinics(self) -> tuple[ListedClinic, ...]:
        return tuple(ListedClinic(place, place.address_on_site(self.provider.slug)) for place in self.places)

    @property
    def address(self) -> str:
        """Of the clinic in this city; for who has several in it, of the page where one is chosen."""
        return self.clinics[0].address if len(self.places) == 1 else self.provider.get_absolute_url()


@dataclass(frozen=True, slots=True)
class CityListing:
    """`zip_code`: where most of these clinics are. `prices` only with enough providers, see price_ranges."""

    city: CityPage
    state_name: str
    cards: tuple[CityCard, ...]
    prices: LocalPrices | None
    zip_code: str


def listed_cities(*, on: datetime) -> list[CityPage]:
    """Cities with at least one listed provider at the instant `on`, by state and name. One query, through the whole
    directory: not for each page that is asked for.
    """
    columns = ("state", "city", "provider_id", "provider__is_demonstration", "provider__updated_at")
    rows: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    listed = listed_places(on=on).order_by()
    for code, city, provider, made_up, changed in listed.values_list(*columns):
        if slug := slugify(city):
            rows[code, slug].append((city, provider, made_up, changed))
    return [_city(code, slug, found) for (code, slug), found in sorted(rows.items())]


def _city(state: str, slug: str, rows: list[Row]) -> CityPage:
    return CityPage(
        state=state,
        slug=slug,
        name=_most_common(name for name, *_ in rows),
        providers=len({provider for _name, provider, *_ in rows}),
        real=len({provider for _name, provider, made_up, _changed in rows if not made_up}),
        changed_at=max(changed for *_, changed in rows),
    )


def _row_of(place: PracticeLocation) -> Row:
    provider = place.provider
    return place.city, provider.pk, provider.is_demonstration, provider.updated_at


def by_state(cities: Iterable[CityPage]) -> list[State]:
    """States by name, each with its cities."""
    grouped: defaultdict[str, list[CityPage]] = defaultdict(list)
    for city in cities:
        grouped[city.state].append(city)
    states = [State(STATES[code], tuple(found)) for code, found in grouped.items()]
    return sorted(states, key=lambda state: state.name)


def city_listing(*, state: str, slug: str, on: datetime) -> CityListing | None:
    """The listed providers of a city by last name; None for a city without one. Five queries."""
    locations = list(_locations(state, _spellings(state, slug), on))
    cards = _cards(locations, current_proof([place.provider_id for place in locations], on=on))
    if not cards:
        return None
    return CityListing(
        city=_city(state, slug, [_row_of(place) for place in locations]),
        state_name=STATES[state],
        cards=cards,
        prices=range_of(median(_prices(card.places)) for card in cards),
        zip_code=_most_common(place.zip_code for place in locations),
    )


def _spellings(state: str, slug: str) -> list[str]:
    """How clinics write the city. So only its own places are judged, not those of the whole state."""
    written = PracticeLocation.objects.filter(state=state).order_by().values_list("city", flat=True).distinct()
    return [city for city in written if slugify(city) == slug]


def _locations(state: str, cities: list[str], on: datetime) -> QuerySet[PracticeLocation]:
    priced = Offering.objects.filter(offered(), area_concern__is_active=True)
    listed = listed_places(on=on).filter(state=state, city__in=cities).select_related("provider")
    names = ("provider__last_name", "provider__first_name", "provider_id", "pk")
    return listed.prefetch_related(Prefetch("offerings", queryset=priced)).order_by(*names)


def _cards(locations: Iterable[PracticeLocation], proofs: dict[int, Proof]) -> tuple[CityCard, ...]:
    places: defaultdict[int, list[PracticeLocation]] = defaultdict(list)
    for place in locations:
        if place.provider_id in proofs and _prices([place]):
            places[place.provider_id].append(place)
    return tuple(
        CityCard(
            provider=found[0].provider,
            places=tuple(found),
            proof=proofs[provider],
            low=min(_prices(found)),
            high=max(_prices(found)),
        )
        for provider, found in places.items()
    )


def _prices(places: Iterable[PracticeLocation]) -> list[int]:
    return [offering.price_per_session for place in places for offering in place.offerings.all()]


def _most_common(words: Iterable[str]) -> str:
    """The word said most often; of several, the first by the alphabet."""
    counted = Counter(words)
    return min(counted, key=lambda word: (-counted[word], word))
