"""What a page says in Spanish, and what of it is English all the same."""

import re
from functools import cache
from html.parser import HTMLParser

import polib

from tests.common.test_spanish import FOLDER

WITHOUT_END = {"base", "br", "col", "hr", "img", "input", "link", "meta", "path", "circle", "rect", "ellipse", "use"}
QUOTES = {"blockquote", "q", "cite", "script", "style"}
SPOKEN = ("aria-label", "alt", "title", "placeholder")


class SaidInSpanish(HTMLParser):
    """The pieces of text of a page that it calls Spanish, as one reads or hears them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[str] = []
        self.marked_english: list[str] = []  # and no quotation, whose words are the source's own

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or (self.open[-1][1] if self.open else "es")
        if language == "es":
            self.said += [given[name] for name in SPOKEN if given.get(name)]
        if tag not in WITHOUT_END:
            self.open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1] == "es" and self.open[-1][0] not in {"script", "style"}:
            self.said.append(" ".join(data.split()))
        elif self.open and self.open[-1][1] == "en" and not QUOTES & {tag for tag, _ in self.open}:
            self.marked_english.append(" ".join(data.split()))


@cache
def english() -> frozenset[str]:
    catalog = polib.pofile(str(FOLDER / "django.po"))
    pairs = [(entry.msgid, entry.msgstr or entry.msgstr_plural[0]) for entry in catalog if entry.translated()]
    native = {"English"}  # a language is named in its own words
    return frozenset(said for said, spanish in pairs if said != spanish) - native


def left_in_english(response) -> list[str]:
    page = SaidInSpanish()
    page.feed(response.content.decode())
    assert len(page.said) > 20, "so the page was read"
    return [text for text in page.said if text in english()]


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-záéíóúñü]+", text.lower()))


# Of one language, and not of the other.
ENGLISH = words(
    "the and of to is are was were you your with for it its this that not we our or from have had by be at on an they "
    "who what when which if can may will there their does do how more than about after before into only"
)
SPANISH = words(
    "el la los las de del al que y e en un una unos unas por para con su sus se es son lo le como más o si sin ya "
    "qué cómo cuándo hay está están ser nos nuestro nuestra usted"
)
CITATION = re.compile(r"\b(19|20)\d\d$|^Aftercare pages: ")  # who wrote it and when: names, in any language


def sounds_english(text: str) -> bool:
    said = words(text)
    return len(said & ENGLISH) >= 2 and not said & SPANISH


def english_sentences(page: str, *, names: frozenset[str] = frozenset()) -> set[str]:
    """What a reader of Spanish meets in English: as the catalogs have it, by its sound, or because the page says so.
    Not `names` of papers, nor who wrote them."""
    read = SaidInSpanish()
    read.feed(page)
    marked = {text for text in read.marked_english if len(text.split()) > 2}
    left = marked | {text for text in read.said if text in english() or sounds_english(text)}
    return {text for text in left - names if not CITATION.search(text)}
