"""The treatment guide. Every page is built from claims and catalog rows: treatments/data/guide.toml says which."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from treatments.check.forms import AreaQuestion
from treatments.choices import CatalogChoices
from treatments.enums import BlockKind
from treatments.guide.book import GuidePage, the_book
from treatments.guide.contents import Contents, page_contents
from treatments.guide.facts import GuideFacts, GuideSubject, about_area, about_concern, guide_facts
from treatments.guide.keeping import answer
from treatments.guide.structured_data import structured_data
from treatments.guide.words import words
from treatments.models import Source


@require_safe
def page(request: HttpRequest, address: str = "") -> HttpResponse:
    found = the_book().at(address)
    if found is None:
        raise Http404
    return answer(request, lambda more: _drawn(request, more, found, guide_facts()))


@require_safe
def area(request: HttpRequest, slug: str) -> HttpResponse:
    def draw(more: Mapping[str, object]) -> str:
        facts = guide_facts()
        return _drawn(request, more, the_book().each_area, facts, _known(about_area(facts, slug)))

    return answer(request, draw)


@require_safe
def concern(request: HttpRequest, slug: str) -> HttpResponse:
    def draw(more: Mapping[str, object]) -> str:
        facts = guide_facts()
        return _drawn(request, more, the_book().each_concern, facts, _known(about_concern(facts, slug)))

    return answer(request, draw)


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """`reader` asked for one; the page is `shown` in it only if somebody reviewed those words."""

    reader: str
    shown: str


def _known(subject: GuideSubject | None) -> GuideSubject:
    if subject is None:
        raise Http404
    return subject


def _drawn(
    request: HttpRequest,
    more: Mapping[str, object],
    page: GuidePage,
    facts: GuideFacts,
    subject: GuideSubject | None = None,
) -> str:
    contents = page_contents(page, facts=facts, subject=subject, on=timezone.localdate())
    reader = (get_language() or "en")[:2]
    language = PageLanguage(reader, reader if contents.has_spanish else "en")
    book = the_book()
    before, after = book.beside(page)
    return render_to_string(
        "treatments/page.html",
        {
            **more,
            "contents": contents,
            "parts": book.parts(),
            "before": before,
            "after": after,
            "above": book.at("areas" if subject.is_area else "concerns") if subject else None,
            "spoken": language,
            "all_sources": Source.objects.order_by("publisher", "year", "title"),
            "canonical": _absolute(request, contents, reader),
            "alternates": {code: _absolute(request, contents, code) for code in ("en", "es") if contents.has_spanish},
            "data": _data(request, contents, language),
            "area_question": _area_question(contents, language),
        },
        request,
    )


def _area_question(contents: Contents, language: PageLanguage) -> AreaQuestion | None:
    """The first question of the check, where the page asks it; in the language that the page is shown in."""
    if not any(block.row.kind == BlockKind.ASK_AREAS for block in contents.blocks):
        return None
    with override(language.shown):
        return AreaQuestion(catalog=CatalogChoices.read())


def _absolute(request: HttpRequest, contents: Contents, language: str) -> str:
    """The page's address in a language, without what may stand after a question mark."""
    with override(language):
        return request.build_absolute_uri(contents.href)


def _data(request: HttpRequest, contents: Contents, language: PageLanguage) -> list[dict[str, object]]:
    book = the_book()
    hub = book.pages[0]
    above = [hub] if contents.page != hub else []
    if contents.subject:
        above += [page for page in book.pages if page.address == ("areas" if contents.subject.is_area else "concerns")]
    with override(language.reader):
        links = [reverse("pages:home"), *(page.href for page in above), contents.href]
    with override(language.shown):
        names = [_("Caarisma"), *(words(page.row, "title") for page in above), words(contents, "title")]
        addresses = [request.build_absolute_uri(link) for link in links]
        return structured_data(
            contents,
            url=addresses[-1],
            hub_url=request.build_absolute_uri(hub.href),
            trail=list(zip(names, addresses, strict=True)),
        )
