"""Places for search engines: of real people, and only while they are listed."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from providers.directory.models import Offering, PracticeLocation
from providers.listing.listed import listed_places
from providers.pages.cities.listing import CityPage, listed_cities
from providers.screening.models import ScreeningCheck


class ProviderPages(Sitemap):
    """A page a place."""

    def items(self) -> QuerySet[PracticeLocation]:
        real = listed_places(on=timezone.now()).filter(provider__is_demonstration=False)
        prices = Offering.objects.filter(location=OuterRef("pk")).order_by("-updated_at")
        checks = ScreeningCheck.objects.filter(case__provider=OuterRef("provider")).order_by("-verified_at")
        told = real.annotate(
            priced_at=Subquery(prices.values("updated_at")[:1]), looked_at=Subquery(checks.values("verified_at")[:1])
        )
        return told.select_related("provider").order_by("provider_id", "pk")

    def location(self, item: PracticeLocation) -> str:
        return item.address_on_site(item.provider.slug)

    def lastmod(self, item: Any) -> datetime:
        """Of what the page shows: a price or a look is news too."""
        seen = (item.updated_at, item.provider.updated_at, item.priced_at, item.looked_at)
        return max(at for at in seen if at)


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
