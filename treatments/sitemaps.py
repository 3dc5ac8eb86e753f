"""The pages of the guide for search engines, in both languages."""

from collections.abc import Iterable
from datetime import date

from django.contrib.sitemaps import Sitemap
from django.utils import timezone

from treatments.guide.book import GuidePage, the_book
from treatments.guide.contents import Contents, all_contents
from treatments.guide.facts import GuideFacts, GuideSubject, about_area, about_concern, guide_facts


class OfTheGuide(Sitemap):
    i18n = True
    alternates = True
    x_default = True

    def pages(self, facts: GuideFacts) -> Iterable[tuple[GuidePage, GuideSubject | None]]:
        raise NotImplementedError

    def items(self) -> list[Contents]:
        facts = guide_facts()
        return list(all_contents(self.pages(facts), facts=facts, on=timezone.localdate()))

    def location(self, item: Contents) -> str:
        return item.href

    def lastmod(self, item: Contents) -> date | None:
        return item.changed_on


class GuidePages(OfTheGuide):
    def pages(self, facts: GuideFacts) -> Iterable[tuple[GuidePage, GuideSubject | None]]:
        return [(page, None) for page in the_book().pages]


class AreaPages(OfTheGuide):
    def pages(self, facts: GuideFacts) -> Iterable[tuple[GuidePage, GuideSubject | None]]:
        return [(the_book().each_area, about_area(facts, area.slug)) for area in facts.areas]


class ConcernPages(OfTheGuide):
    def pages(self, facts: GuideFacts) -> Iterable[tuple[GuidePage, GuideSubject | None]]:
        return [(the_book().each_concern, about_concern(facts, concern.slug)) for concern in facts.concerns]
