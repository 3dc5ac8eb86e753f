"""The treatment guide. Every page is built from claims and catalog rows: treatments/data/guide.toml says which."""

from collections.abc import Mapping

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from caarisma.common.http import UNPROCESSABLE
from treatments.catalog.study_rows import StudiedUse
from treatments.check.forms import AreaQuestion
from treatments.choices import CatalogChoices
from treatments.enums import BlockKind
from treatments.guide.book import GuidePage, the_book
from treatments.guide.contents import Contents, page_contents
from treatments.guide.facts import GuideFacts, GuideSubject, about_area, about_concern, guide_facts
from treatments.guide.finding import GuideSearch, find
from treatments.guide.keeping import answer
from treatments.guide.structured_data import structured_data
from treatments.guide.studies import shelf, studies_csv
from treatments.guide.words import words
from treatments.models import Source
from treatments.signing.models import Reviewer
from treatments.signing.selectors import PageSignatures, opened_by_person, page_signatures

EVIDENCE = "evidence"  # the page of the book that shows the table


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


@require_safe
def evidence(request: HttpRequest, use: str = "") -> HttpResponse:
    """The table of studies, of all uses or of one. Search engines are told of the whole one alone."""
    page = the_book().at(EVIDENCE)
    if page is None or (use and use not in StudiedUse.values):
        raise Http404
    shown = shelf(StudiedUse(use) if use else None)
    return answer(request, lambda more: _drawn(request, {**more, "shelf": shown}, page, guide_facts()))


@require_safe
@cache_control(public=True, max_age=3600)
def evidence_csv(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        studies_csv(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="mesotherapy-studies.csv"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """What somebody looks for stands in no address and is kept nowhere."""
    form = GuideSearch(request.POST if request.method == "POST" else None)
    found = find(form.cleaned_data["words"]) if form.is_valid() else None
    return render(
        request,
        "treatments/search.html",
        {"form": form, "found": found, "speaks_of_fat": any(each.speaks_of_fat for each in found or ())},
        status=UNPROCESSABLE if form.is_bound and found is None else None,
    )


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
    today = timezone.localdate()
    contents = page_contents(page, facts=facts, subject=subject, on=today)
    language = get_language() or settings.LANGUAGE_CODE
    signatures = page_signatures(contents, language=language, on=today)
    all_sources = Source.objects.order_by("publisher", "year", "title")
    book = the_book()
    before, after = book.beside(page)
    above = book.named("areas" if subject.is_area else "concerns") if subject else book.named(page.row.under)
    return render_to_string(
        "treatments/page.html",
        {
            **more,
            "contents": contents,
            "parts": book.parts(),
            "before": before,
            "after": after,
            "above": above,
            "below": book.below(page),
            "choices": book.named(f"choices-{subject.row.slug}") if subject and not subject.is_area else None,
            "signatures": signatures,
            "reviewers": Reviewer.objects.in_force(on=today),
            "all_sources": all_sources,
            "opened": opened_by_person(all_sources if contents.lists_all_sources else contents.sources),
            "canonical": _absolute(request, contents, language),
            "alternates": {code: _absolute(request, contents, code) for code, _name in settings.LANGUAGES},
            "data": _data(request, contents, signatures),
            "area_question": _area_question(contents),
        },
        request,
    )


def _area_question(contents: Contents) -> AreaQuestion | None:
    """The first question of the check, where the page asks it."""
    asked = any(block.row.kind == BlockKind.ASK_AREAS for block in contents.blocks)
    return AreaQuestion(catalog=CatalogChoices.read(now=True)) if asked else None


def _absolute(request: HttpRequest, contents: Contents, language: str) -> str:
    """The page's address in a language, without what may stand after a question mark."""
    with override(language):
        return request.build_absolute_uri(contents.href)


def _data(request: HttpRequest, contents: Contents, signatures: PageSignatures) -> list[dict[str, object]]:
    book = the_book()
    hub = book.pages[0]
    above = [hub] if contents.page != hub else []
    under = ("areas" if contents.subject.is_area else "concerns") if contents.subject else contents.page.row.under
    above += [page for page in book.pages if page.row.slug == under]
    links = [reverse("pages:home"), *(page.href for page in above), contents.href]
    names = [_("Caarisma"), *(words(page.row, "title") for page in above), words(contents, "title")]
    addresses = [request.build_absolute_uri(link) for link in links]
    return structured_data(
        contents,
        url=addresses[-1],
        hub_url=request.build_absolute_uri(hub.href),
        trail=list(zip(names, addresses, strict=True)),
        reviewed=signatures.here if signatures.is_real else None,
    )
