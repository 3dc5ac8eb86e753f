"""What listed clinics ask, beside the price that our guide of 2022 names: the guide itself knows of no clinic."""

from django import template

from providers.pages import prices
from treatments.guide.facts import GuideSubject

register = template.Library()


@register.simple_tag
def listed_prices(subject: GuideSubject | None) -> dict[str, prices.ListedPrices | bool | None]:
    """`prices` for the use or the area that a page is about; for all where it is about none. `away`: they cannot be
    told now. The rest of the page can."""
    try:
        return {"prices": _of(subject), "away": False}
    except prices.NotInTime:
        return {"prices": None, "away": True}


def _of(subject: GuideSubject | None) -> prices.ListedPrices | None:
    if subject is None:
        return prices.listed_prices()
    slug = subject.row.slug
    return prices.listed_prices(area=slug) if subject.is_area else prices.listed_prices(concern=slug)
