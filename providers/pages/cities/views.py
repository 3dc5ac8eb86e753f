"""Pages of a place: who is listed in a city now. Public, and the same for everybody."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from caarisma.common.kept import kept_a_minute
from caarisma.common.validated import validated
from providers.directory.us import STATES
from providers.pages.cities.listing import A_PAGE, CityCard, CityListing, by_state, city_listing, listed_cities


@require_safe
@validated("private, no-cache")
def index(request: HttpRequest) -> HttpResponse:
    """Names no person, so it may be a minute old: it is of the whole country, and took 0.1 s and more each time."""
    context = kept_a_minute(f"cities:{get_language()}", _whole_country)
    return render(request, "providers/pages/cities/index.html", context)


def _whole_country() -> dict[str, object]:
    cities = listed_cities(on=timezone.now())
    text = render_to_string("providers/pages/cities/states.html", {"states": by_state(cities)})
    return {"states": text, "is_indexable": any(city.is_indexable for city in cities)}


@require_safe
def city(request: HttpRequest, state: str, city: str) -> HttpResponse:
    """One address a city: other spellings of it, like capital letters, are not found."""
    known = state == state.lower() and state.upper() in STATES
    listing = city_listing(state=state.upper(), slug=city, on=timezone.now()) if known else None
    if listing is None:
        raise Http404
    page = Paginator(listing.cards, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "listing": listing,
        "page": page,
        "is_indexable": listing.city.is_indexable and page.number == 1,
        "data": structured_data(request, listing, page.object_list),
    }
    return render(request, "providers/pages/cities/city.html", context)


def structured_data(request: HttpRequest, listing: CityListing, cards: Any) -> list[dict[str, object]]:
    """For search engines, what the page shows: the way here, and the real people on it. Nobody made up."""
    here = request.build_absolute_uri(listing.city.href)
    trail = [
        (_("Caarisma"), request.build_absolute_uri(reverse("pages:home"))),
        (_("Providers by city"), request.build_absolute_uri(reverse("cities:index"))),
        (f"{listing.city.name}, {listing.city.state}", here),
    ]
    crumbs = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(trail, 1)
    ]
    page: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": trail[-1][0],
        "url": here,
        "inLanguage": get_language() or "en",
        "mainEntity": {"@type": "ItemList", "itemListElement": _people(request, cards)},
    }
    return [page, {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": crumbs}]


def _people(request: HttpRequest, cards: list[CityCard]) -> list[dict[str, object]]:
    real = [card for card in cards if not card.provider.is_demonstration]
    return [
        {
            "@type": "ListItem",
            "position": place,
            "name": card.provider.name_with_credentials,
            "url": request.build_absolute_uri(card.address),
        }
        for place, card in enumerate(real, 1)
    ]
