"""What search engines may list, by kind. The dates come from the claims and checks that a page shows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest
from django.urls import reverse
from django.views.decorators.http import require_safe

from caarisma.common.kept import kept_a_minute
from caarisma.common.validated import validated
from matching.questions.sitemaps import QuestionPages
from providers.pages.sitemaps import CityPages, ProviderPages
from treatments.sitemaps import AreaPages, ConcernPages, GuidePages


class FrontPages(Sitemap):
    """The front page, the trust pages, the check, the planner, what people told us and asked, and who may join."""

    i18n = True
    alternates = True
    x_default = True

    def items(self) -> list[str]:
        trust = ["about", "how_we_check", "how_we_order", "reviews_policy", "privacy", "privacy_health", "terms"]
        trust += ["security", "accessibility", "contact"]
        return [
            "pages:home",
            *(f"pages:{name}" for name in trust),
            "check:start",
            "planner:planner",
            "joining:can_i_join",
            "aftercare:outcomes",
            "numbers:numbers",
            "questions:questions",
            "proof_help:how",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {
    "pages": FrontPages,
    "guide": GuidePages,
    "areas": AreaPages,
    "concerns": ConcernPages,
    "providers": ProviderPages,
    "cities": CityPages,
    "questions": QuestionPages,
}


# --- Their addresses ------------------------------------------------------------------------------------------------
PAGE = "p"  # of a sitemap with more than 50,000 addresses
NAMES_PEOPLE = "providers"  # never kept: whoever is no longer listed is gone at once. The proxy lets few ask for it
View = Callable[..., Any]


def kept(view: View) -> View:
    """Made at most once a minute: each goes through the whole directory or the whole guide."""

    @require_safe
    @wraps(view)
    def from_cache(request: HttpRequest, section: str = "") -> Any:
        if section == NAMES_PEOPLE or PAGE in request.GET:
            return view(request, section)
        return of_this_minute(request, section)

    @validated("public, max-age=60")
    def of_this_minute(request: HttpRequest, section: str) -> Any:
        key = f"sitemap:{request.scheme}:{request.get_host()}:{section}"
        return kept_a_minute(key, lambda: view(request, section).render())

    return from_cache


@kept
def index(request: HttpRequest, _section: str) -> Any:
    return views.index(request, sitemaps=SITEMAPS, sitemap_url_name="sitemap")


@kept
def section(request: HttpRequest, section: str) -> Any:
    return views.sitemap(request, sitemaps=SITEMAPS, section=section)
