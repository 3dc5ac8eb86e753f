"""The shape of the catalog files: one frozen class a table, each field with the check of its value."""

from collections.abc import Iterator
from dataclasses import dataclass

from treatments.catalog.cleaning import (
    GuideEntry,
    entries,
    guide_address,
    guide_words,
    numbers,
    one_of,
    places_by_slug,
    slug_list,
    slug_text,
    text,
    web_address,
    whole,
    yes_or_no,
)
from treatments.enums import BlockKind, ClaimStatus, EffectKind, EvidenceWord, GuidePart, Origin, ReadAs

GUIDE_FACTS = 32  # statements counted in the guide of 2022, in its order


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogRow:
    def faults(self) -> Iterator[tuple[str, str]]:
        """(key, reason) for what no single value shows. Called only when every value is right by itself."""
        yield from ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow(CatalogRow):
    slug: str = slug_text(longest=60)
    read_as: str = one_of(ReadAs)
    title: str = text(longest=200)
    publisher: str = text(longest=120)
    year: int | None = whole(least=1900, most=2100, optional=True)
    url: str = web_address()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow(CatalogRow):
    slug: str = slug_text(longest=60)
    facts: tuple[int, ...] = numbers(least=1, most=GUIDE_FACTS)
    text_en: str = text()
    text_es: str = text(optional=True)
    guide_says: str = text(optional=True)
    evidence: str = one_of(EvidenceWord)
    status: str = one_of(ClaimStatus)
    why: str = text(optional=True)
    sources: tuple[tuple[str, str], ...] = places_by_slug()

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.status == ClaimStatus.PUBLISHED and not self.sources:
            yield "sources", "a published claim needs a source"
        if self.status == ClaimStatus.PUBLISHED and not self.text_es:
            yield "text_es", "a published claim needs its Spanish text"
        if self.status in {ClaimStatus.HELD, ClaimStatus.REJECTED} and not self.why:
            yield "why", f"a claim that is {self.status} must say why"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow(CatalogRow):
    slug: str = slug_text(longest=40)
    sessions_min: int = whole(least=1)
    sessions_max: int = whole(least=1)
    first_phase_sessions: int = whole(least=1)
    first_phase_gap_days: int = whole(least=1)
    later_gap_days: int = whole(least=1)
    rest_days: int = whole(least=1)
    claim: str = slug_text(longest=60)

    def faults(self) -> Iterator[tuple[str, str]]:
        pairs = [
            ("sessions_min", "sessions_max"),
            ("first_phase_sessions", "sessions_max"),
            ("first_phase_gap_days", "later_gap_days"),
        ]
        for low, high in pairs:
            if getattr(self, low) > getattr(self, high):
                yield low, f"must not be more than {high} ({getattr(self, high)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow(CatalogRow):
    slug: str = slug_text(longest=40)
    kind: str = one_of(EffectKind)
    months_min: int | None = whole(least=1, optional=True)
    months_max: int | None = whole(least=1, optional=True)
    claim: str = slug_text(longest=60)

    def faults(self) -> Iterator[tuple[str, str]]:
        if (self.months_min is None) != (self.months_max is None):
            yield "months_min", "months_min and months_max go together: give both or neither"
        elif self.months_min is not None and self.months_max is not None and self.months_min > self.months_max:
            yield "months_min", f"must not be more than months_max ({self.months_max})"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow(CatalogRow):
    slug: str = slug_text(longest=40)
    low: int = whole(least=1, most=100_000)
    high: int = whole(least=1, most=100_000)
    as_of_year: int = whole(least=1900, most=2100)
    claim: str = slug_text(longest=60)

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.low >= self.high:
            yield "low", f"must be less than high ({self.high})"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRow(CatalogRow):
    slug: str = slug_text(longest=40)
    position: int = whole(least=1)
    origin: str = one_of(Origin)
    name_en: str = text(longest=60)
    name_es: str = text(longest=60)
    hint_en: str = text(longest=120, optional=True)
    hint_es: str = text(longest=120, optional=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow(NamedRow):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernRow(NamedRow):
    session_plan: str = slug_text(longest=40)
    effect: str = slug_text(longest=40)
    claim: str = slug_text(longest=60)
    needs_fda_note: bool = yes_or_no()
    areas: tuple[str, ...] = slug_list()


# kind of block -> how many claims each of its entries needs, at least and at most
ENTRY_CLAIMS = {
    BlockKind.COMPARE: (2, 2),
    BlockKind.FAQ: (1, 9),
    BlockKind.CHOICES: (1, 4),
    BlockKind.QUESTIONS: (0, 0),
    BlockKind.WEIGH: (0, 0),
}
ONLY_CLAIMS = {BlockKind.CLAIMS, BlockKind.STEPS, BlockKind.CARE, BlockKind.DRAWING}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow(CatalogRow):
    """`under`: the page that leads to it, where the hub and the list beside each page leave it out. `sought`: its title
    for search engines, as people look for it. `no_shots`: it speaks of none, and does not say whom to
    call after them."""

    slug: str = slug_text(longest=40)
    no_shots: bool = yes_or_no(optional=True)
    under: str = slug_text(longest=40, optional=True)
    at: str = guide_address()
    part: str = one_of(GuidePart)
    title_en: str = guide_words(longest=60)
    title_es: str = guide_words(longest=60)
    sought_en: str = guide_words(longest=70, optional=True)
    sought_es: str = guide_words(longest=70, optional=True)
    lead_en: str = guide_words(longest=155)  # also what a search engine shows
    lead_es: str = guide_words(longest=155)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRow(CatalogRow):
    """`only`: the areas or concerns on whose pages it stands, for the pages that many share; none for all of them."""

    page: str = slug_text(longest=40)
    slug: str = slug_text(longest=40)
    kind: str = one_of(BlockKind)
    title_en: str = guide_words(longest=60, optional=True)
    title_es: str = guide_words(longest=60, optional=True)
    claims: tuple[str, ...] = slug_list(optional=True)
    entries: tuple[GuideEntry, ...] = entries()
    other: str = guide_words(longest=40, optional=True)
    drawing: str = slug_text(longest=40, optional=True)
    only: tuple[str, ...] = slug_list(optional=True)

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.kind != BlockKind.PAGES and not (self.title_en and self.title_es):
            yield "title_en", "a block needs a title in both languages"
        if self.kind in ONLY_CLAIMS and not self.claims:
            yield "claims", f"a block of kind {self.kind} needs claims"
        if bool(self.entries) != (self.kind in ENTRY_CLAIMS):
            yield "entries", f"a block of kind {self.kind} has {'entries' if not self.entries else 'no entries'}"
        least, most = ENTRY_CLAIMS.get(BlockKind(self.kind), (0, 9))
        for entry in self.entries:
            if not least <= len(entry.claims) <= most:
                yield "entries", f"{entry.label_en!r} names {len(entry.claims)} claims, not {least} to {most}"
        if bool(self.other) != (self.kind == BlockKind.COMPARE):
            yield "other", "goes with kind compare, and only with it"
        if bool(self.drawing) != (self.kind == BlockKind.DRAWING):
            yield "drawing", "goes with kind drawing, and only with it"
