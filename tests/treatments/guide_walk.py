"""Every page of the guide, and what a person reads on it."""

from collections.abc import Iterable
from html.parser import HTMLParser

from treatments.guide.book import the_book

AREAS = ["scalp", "face", "neck", "chest", "hands", "stomach", "hips-and-thighs"]
CONCERNS = ["fine-lines", "dull-tone", "firmness", "cellulite", "stretch-marks", "hair-loss", "fat-pads"]

PAGES = [f"/guide/{page.address}/".replace("//", "/") for page in the_book().pages]
LISTED = [f"/guide/{page.address}/".replace("//", "/") for page in the_book().pages if not page.row.under]
CHOICES = [path for path in PAGES if path.startswith(("/guide/choices/", "/guide/compare/")) and path.count("/") == 4]
EVERY_PAGE = [*PAGES, *(f"/guide/areas/{slug}/" for slug in AREAS), *(f"/guide/concerns/{slug}/" for slug in CONCERNS)]

# One paragraph each; what is inside others belongs to them.
PARAGRAPHS = {"h1", "h2", "h3", "p", "li", "th", "td", "dt", "dd", "b", "span"}
VOID = {"meta", "link", "input", "br", "hr", "img", "path", "ellipse", "use", "circle"}
SKIPPED = {"nav", "script", "svg"}
# Who says so is a name, and a quotation is theirs: no texts of ours. Rows of studies are figures and names of drugs:
# tests/treatments/test_studies.py holds what they say.
SKIPPED_CLASSES = {"evidence", "sources", "claim-quoted", "studies", "studied", "study-names", "study-search"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []  # tag, whether its text is left out
        self.paragraphs: list[str] = []
        self.inside_main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside_main = self.inside_main or tag == "main"
        if tag in VOID:
            return
        classes = set((dict(attrs).get("class") or "").split())
        out = tag in SKIPPED or bool(classes & SKIPPED_CLASSES) or any(out for _, out in self.open)
        self.open.append((tag, out))
        if tag in PARAGRAPHS:
            self.paragraphs.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.inside_main = False
        while self.open and tag not in VOID:
            if self.open.pop()[0] == tag:
                break
        if tag in PARAGRAPHS:
            self.paragraphs.append("")

    def handle_data(self, data: str) -> None:
        if self.inside_main and self.paragraphs and not any(out for _, out in self.open):
            self.paragraphs[-1] += data


def paragraphs(html: str) -> list[str]:
    """What stands in the main part of a page, without menus, names of sources and words of evidence."""
    reader = _Reader()
    reader.feed(html)
    return [text for text in (" ".join(found.split()) for found in reader.paragraphs) if text]


def text_of(html: str) -> str:
    return "\n".join(paragraphs(html))


def without(text: str, phrases: Iterable[str]) -> str:
    for phrase in phrases:
        text = text.replace(phrase, "")
    return text
