"""What search engines may list, by kind. The dates come from the claims and checks that a page shows."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from providers.sitemaps import ProviderPages
from treatments.sitemaps import AreaPages, ConcernPages, GuidePages


class FrontPages(Sitemap):
    """The front page and the trust pages. English until their Spanish is reviewed."""

    def items(self) -> list[str]:
        return ["home", "how_we_check", "how_we_order", "privacy", "privacy_health", "accessibility"]

    def location(self, item: str) -> str:
        return reverse(f"pages:{item}")


SITEMAPS: dict[str, type[Sitemap]] = {
    "pages": FrontPages,
    "guide": GuidePages,
    "areas": AreaPages,
    "concerns": ConcernPages,
    "providers": ProviderPages,
}
