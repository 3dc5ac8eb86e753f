"""What search engines may list, by kind. The dates come from the claims and checks that a page shows."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from providers.sitemaps import CityPages, ProviderPages
from treatments.sitemaps import AreaPages, ConcernPages, GuidePages


class FrontPages(Sitemap):
    """The front page, the trust pages, the check and the planner."""

    i18n = True
    alternates = True
    x_default = True

    def items(self) -> list[str]:
        trust = ["how_we_check", "how_we_order", "privacy", "privacy_health", "accessibility", "contact"]
        return ["pages:home", *(f"pages:{name}" for name in trust), "check:start", "matching:planner"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS: dict[str, type[Sitemap]] = {
    "pages": FrontPages,
    "guide": GuidePages,
    "areas": AreaPages,
    "concerns": ConcernPages,
    "providers": ProviderPages,
    "cities": CityPages,
}
