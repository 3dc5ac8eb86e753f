"""Finding a place in the guide by words, with PostgreSQL's full text search, in the reader's language, accents ignored.

What may be found is what may be printed today: the pages are read as a reader gets them. Their words are turned into
search vectors once, and kept in the process until the catalog changes or the day does; a search is one query.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from treatments.enums import BlockKind
from treatments.guide.blocks import ShownBlock
from treatments.guide.book import shipped, the_book
from treatments.guide.contents import Contents, all_contents
from treatments.guide.facts import guide_facts
from treatments.guide.folding import folded, undashed
from treatments.guide.studies import shelf
from treatments.guide.withheld import every_page
from treatments.guide.words import in_spanish, words
from treatments.kept import catalog_mark

MOST = 20  # places shown
HARM = "side-effects"
# The place of a vector in its list, best first. Headings count more than what stands below them.
VECTORS = """SELECT setweight(to_tsvector(%(language)s::regconfig, heading), 'A')
    || setweight(to_tsvector(%(language)s::regconfig, body), 'C')
    FROM unnest(%(headings)s::text[], %(bodies)s::text[]) AS place (heading, body)"""
SEARCH = """SELECT place FROM unnest(%(vectors)s::tsvector[]) WITH ORDINALITY AS known (vector, place),
    {query} AS asked WHERE vector @@ asked ORDER BY ts_rank(vector, asked) DESC, place LIMIT %(most)s"""
ALL_WORDS = "websearch_to_tsquery(%(language)s::regconfig, %(words)s)"
ANY_WORD = "to_tsquery(%(language)s::regconfig, %(words)s)"


class GuideSearch(forms.Form):
    words = forms.CharField(
        label=_("A word, like lump or Botox"),
        max_length=100,
        error_messages={
            "required": _("Write a word to look for."),
            "max_length": _("Use fewer words: 100 letters at most."),
        },
    )

    def clean_words(self) -> str:
        typed: str = self.cleaned_data["words"]
        if not any(letter.isalnum() for letter in typed):
            raise forms.ValidationError(_("Write a word to look for."))
        return typed


@dataclass(frozen=True, slots=True)
class Found:
    """A place in the guide. `also`: other words that lead to it, not shown."""

    href: str
    page: str
    part: str
    text: str
    also: str = ""
    speaks_of_fat: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    of: tuple[str, date]
    places: tuple[Found, ...]
    vectors: tuple[str, ...]


_kept: dict[str, _Kept] = {}  # by language; a place is the same for everybody who reads


def find(typed: str) -> tuple[Found, ...]:
    """The best places for what was typed: all words, or else any of them or what begins like one."""
    language = "spanish" if in_spanish() else "english"
    kept = _places(language)
    asked = undashed(folded(typed))
    parts = ["".join(letter for letter in part if letter.isalnum()) for part in asked.split()]
    any_word = " | ".join(f"{part}:*" for part in parts if part)
    for query, said in ((ALL_WORDS, asked), (ANY_WORD, any_word)):
        values: dict[str, Any] = {"language": language, "words": said, "vectors": list(kept.vectors), "most": MOST}
        with connection.cursor() as cursor:
            cursor.execute(SEARCH.format(query=query), values)
            found = [int(place) - 1 for (place,) in cursor.fetchall()]
        if found:
            return tuple(kept.places[place] for place in found)
    return ()


def _places(language: str) -> _Kept:
    of = (catalog_mark(), timezone.localdate())
    kept = _kept.get(language)
    if kept is None or kept.of != of:
        places = tuple({place.text: place for place in reversed([*_all_places(of[1])])}.values())[::-1]
        _kept[language] = kept = _Kept(of, places, _vectors(language, places))
    return kept


def _vectors(language: str, places: tuple[Found, ...]) -> tuple[str, ...]:
    values: dict[str, Any] = {
        "language": language,
        "headings": [folded(f"{place.page} {place.part} {place.also}") for place in places],
        "bodies": [folded(place.text) for place in places],
    }
    with connection.cursor() as cursor:
        cursor.execute(VECTORS, values)
        return tuple(vector for (vector,) in cursor.fetchall())


def _all_places(on: date) -> Iterator[Found]:
    """In reading order: of two places that say the same, the first is shown."""
    facts = guide_facts()
    for contents in all_contents(every_page(facts), facts=facts, on=on):
        yield from _of_page(contents)
    yield from _of_glossary()
    yield from _of_studies()


def _of_page(contents: Contents) -> Iterator[Found]:
    """The cards with whom to call stand on most pages; who looks for their words is led to the page about harm."""
    title = words(contents, "title")
    noted = any(block.row.kind == BlockKind.FDA for block in contents.blocks)
    yield Found(contents.href, title, "", words(contents.page.row, "lead"), speaks_of_fat=noted)
    for block in contents.blocks:
        if block.is_alarm and contents.page.row.slug != HARM:
            continue
        href = f"{contents.href}#{block.row.slug}"
        for heading, text in _said(block):
            yield Found(href, title, heading, text, speaks_of_fat=noted)


def _said(block: ShownBlock) -> Iterator[tuple[str, str]]:
    if not block.checking:
        yield from ((words(block.row, "title"), words(claim, "text")) for claim in block.claims)
    for entry in block.entries:
        if not entry.checking:
            yield from ((words(entry, "label"), words(claim, "text")) for claim in entry.claims)


def _of_glossary() -> Iterator[Found]:
    page = the_book().named("glossary")
    if page:
        title = words(page.row, "title")
        for term in shipped().terms:
            href = f"{page.href}#word-{term.slug}"
            yield Found(href, title, words(term, "name"), words(term, "means"), words(term, "also"))


def _of_studies() -> Iterator[Found]:
    page = the_book().named("evidence")
    if page:
        for study in shelf().studies:
            said = " ".join(part for part in (words(study.row, "what"), words(study.row, "result")) if part)
            href = f"{reverse('guide:evidence')}#{study.row.slug}"
            yield Found(href, words(page.row, "title"), study.name, said, speaks_of_fat=True)
