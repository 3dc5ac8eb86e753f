"""What the guide's templates need: words in the reader's language, and data for search engines."""

import json
from collections.abc import Mapping

from django import template
from django.core.cache import caches
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from treatments.catalog.study_rows import StudiedPlanRow
from treatments.catalog.term_rows import TermRow
from treatments.enums import ReadAs
from treatments.fda_words import QUOTES, FdaQuote
from treatments.guide.blocks import FDA_NOTE
from treatments.guide.book import read_before, shipped
from treatments.guide.contents import Contents
from treatments.guide.folding import folded
from treatments.guide.studies import ShownStudy, studies_named
from treatments.guide.titles import described, sought
from treatments.guide.words import words
from treatments.models import Claim, Source
from treatments.signing.models import SourceOpening

register = template.Library()
register.filter("words", words)
register.filter("sought", sought)
register.filter("described", described)

# What could end a script element. Same as Django's json_script, which offers one type only.
IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def marks(claim: Claim, contents: Contents) -> list[tuple[int, str]]:
    """Numbers in the list at the end of the page, with the slug of each source, in order."""
    known = contents.number_of
    return sorted((known[source.slug], source.slug) for source in claim.sources.all() if source.slug in known)


@register.filter
def read_as(source: Source, opened: Mapping[str, SourceOpening]) -> str:
    """How a person of ours last opened it, else how we have read it; nothing for what is our own."""
    if opening := opened.get(source.slug):
        day = date_format(opening.opened_on, "DATE_FORMAT")
        said = _("Opened by a person on %s.") if opening.is_whole else _("Abstract opened by a person on %s.")
        return said % day
    known = read_before().get(source.slug, ReadAs.OURS)
    return "" if known == ReadAs.OURS else f"{known.label}."


@register.filter
def studies_of(row: StudiedPlanRow) -> tuple[ShownStudy, ...]:
    return studies_named(row.studies)


@register.simple_tag
def glossary() -> list[TermRow]:
    """In the order of the alphabet, without regard to accents."""
    return sorted(shipped().terms, key=lambda term: folded(words(term, "name")))


@register.simple_tag
def fda_note() -> Claim | None:
    """The FDA's note on fat-dissolving shots, if it may be printed today, with its sources. Read once a minute."""
    today = timezone.localdate()
    printable = Claim.objects.printable(on=today).filter(slug=FDA_NOTE).prefetch_related("sources")
    note: Claim | None = caches["pages"].get_or_set(f"fda-note:{today}", printable.first)
    return note


@register.simple_tag
def fda_quotes() -> tuple[FdaQuote, ...]:
    """The FDA's own words on shots for fat."""
    return QUOTES


@register.simple_tag
def json_ld(data: object) -> SafeString:
    """A data block. Browsers do not run this type, so the content policy has nothing to refuse."""
    text = json.dumps(data, ensure_ascii=False).translate(IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  escaped above
