"""Profiles for search engines: of real people, and only while they are listed."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from providers.models import Provider


class ProviderPages(Sitemap):
    def items(self) -> QuerySet[Provider]:
        return Provider.objects.listed(on=timezone.now()).filter(is_demonstration=False).order_by("pk")

    def location(self, item: Provider) -> str:
        return reverse("providers:profile", args=[item.slug])

    def lastmod(self, item: Provider) -> datetime:
        return item.updated_at
