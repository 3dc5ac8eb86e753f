"""The pages of the guide as the files have them.

They are read once a process and kept, not stored in tables. A page's frame changes with the code, like a template. What
the desk decides (a claim held, approved, overdue) is in the database, and each view reads that anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from treatments.catalog.files import read_catalog
from treatments.catalog.rows import BlockRow, PageRow
from treatments.catalog.whole import Catalog
from treatments.enums import BlockKind, GuidePart, ReadAs

SHARED = {GuidePart.EACH_AREA, GuidePart.EACH_CONCERN}
ALARM_CARDS = (
    (BlockKind.CARE_NOW, "now", "Call for help right now", "Pida ayuda ahora mismo"),
    (BlockKind.CALL_DOCTOR, "call", "Call a doctor", "Llame a un médico"),
)
ALARMS = {kind for kind, *_ in ALARM_CARDS}


@dataclass(frozen=True, slots=True)
class GuidePage:
    row: PageRow
    blocks: tuple[BlockRow, ...]

    @property
    def address(self) -> str:
        """Below /guide/, without slashes at its ends. Empty for the hub."""
        return "" if self.row.part == GuidePart.HUB else self.row.at or self.row.slug

    @property
    def href(self) -> str:
        """In the language of the moment."""
        return reverse("guide:page", args=[self.address]) if self.address else reverse("guide:hub")


@dataclass(frozen=True, slots=True)
class BookPart:
    """Some pages under one heading, as the hub and the list beside each page show them."""

    part: GuidePart
    pages: tuple[GuidePage, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """`pages` in reading order, hub first. `each_area` and `each_concern` are what many pages share."""

    pages: tuple[GuidePage, ...]
    each_area: GuidePage
    each_concern: GuidePage

    def at(self, address: str) -> GuidePage | None:
        return next((page for page in self.pages if page.address == address), None)

    def named(self, slug: str) -> GuidePage | None:
        return next((page for page in self.pages if page.row.slug == slug), None)

    def below(self, page: GuidePage) -> tuple[GuidePage, ...]:
        """The pages that only this one leads to."""
        return tuple(each for each in self.pages if each.row.under == page.row.slug)

    def parts(self) -> tuple[BookPart, ...]:
        """What the hub lists, and the list beside each page."""
        listed = [page for page in self.pages if not page.row.under]
        found = [BookPart(part, tuple(page for page in listed if page.row.part == part)) for part in GuidePart]
        return tuple(part for part in found if part.pages and part.part != GuidePart.HUB)

    def beside(self, page: GuidePage) -> tuple[GuidePage | None, GuidePage | None]:
        """The page before and the page after, in reading order. The hub is not among them."""
        reading = self.pages[1:]
        if page not in reading:
            return None, None
        here = reading.index(page)
        return (reading[here - 1] if here else None), (reading[here + 1] if here + 1 < len(reading) else None)


def book_of(catalog: Catalog) -> Book:
    order = list(GuidePart)
    pages = [
        GuidePage(row, with_alarms(row, tuple(block for block in catalog.blocks if block.page == row.slug)))
        for row in sorted(catalog.pages, key=lambda row: order.index(GuidePart(row.part)))
    ]
    return Book(
        pages=tuple(page for page in pages if page.row.part not in SHARED),
        each_area=_shared(pages, GuidePart.EACH_AREA),
        each_concern=_shared(pages, GuidePart.EACH_CONCERN),
    )


def with_alarms(page: PageRow, blocks: tuple[BlockRow, ...]) -> tuple[BlockRow, ...]:
    """A page that speaks of shots says at its end whom to call when something goes wrong, or says it where it wants."""
    if page.no_shots or any(block.kind in ALARMS for block in blocks):
        return blocks
    cards = [
        BlockRow(page=page.slug, slug=f"{page.slug}-{end}", kind=kind.value, title_en=english, title_es=spanish)
        for kind, end, english, spanish in ALARM_CARDS
    ]
    return (*blocks, *cards)


@cache
def shipped() -> Catalog:
    """The files of this release."""
    return read_catalog()


@cache
def read_before() -> Mapping[str, ReadAs]:
    """How each source was read before a person opens it, by slug."""
    return {row.slug: ReadAs(row.read_as) for row in shipped().sources}


@cache
def the_book() -> Book:
    """The guide as shipped."""
    return book_of(shipped())


def _shared(pages: Iterable[GuidePage], part: GuidePart) -> GuidePage:
    return next(page for page in pages if page.row.part == part)
