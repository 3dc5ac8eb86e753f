"""Profiles for search engines: of real people, and only while they are listed."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from providers.directory.models import Provider
from providers.listing.listed import listed_providers
from providers.pages.cities.listing import CityPage, listed_cities


class ProviderPages(Sitemap):
    def items(self) -> QuerySet[Provider]:
        return listed_providers(on=timezone.now()).filter(is_demonstration=False).order_by("pk")

    def location(self, item: Provider) -> str:
        return reverse("providers:profile", args=[item.slug])

    def lastmod(self, item: Provider) -> datetime:
        return item.updated_at


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
