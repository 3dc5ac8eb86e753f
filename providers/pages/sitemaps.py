"""Places for search engines: of real people, and only while they are listed."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.utils import timezone

from providers.directory.models import PracticeLocation
from providers.listing.listed import listed_places
from providers.pages.cities.listing import CityPage, listed_cities


class ProviderPages(Sitemap):
    """A page a place."""

    def items(self) -> QuerySet[PracticeLocation]:
        real = listed_places(on=timezone.now()).filter(provider__is_demonstration=False)
        return real.select_related("provider").order_by("provider_id", "pk")

    def location(self, item: PracticeLocation) -> str:
        return item.address_on_site(item.provider.slug)

    def lastmod(self, item: PracticeLocation) -> datetime:
        return max(item.updated_at, item.provider.updated_at)


class CityPages(Sitemap):
    """Cities with enough real people listed."""

    i18n = True
    alternates = True
    x_default = True

    def items(self) -> list[CityPage]:
        return [city for city in listed_cities(on=timezone.now()) if city.is_indexable]

    def location(self, item: CityPage) -> str:
        return item.href

    def lastmod(self, item: CityPage) -> datetime:
        return item.changed_at
