"""What one page of the guide prints today: its blocks with the claims that may be shown, who reviewed them, sources.

A claim that is held, rejected or overdue is not printed, nor is what rests on it: "We are checking this" stands there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from treatments.catalog.rows import BlockRow
from treatments.catalog.study_rows import StudiedPlanRow
from treatments.enums import BlockKind
from treatments.guide.blocks import Claims, ShownBlock, belongs, claims_needed, effects_of, plan_of, shown_block
from treatments.guide.book import GuidePage, shipped
from treatments.guide.dates import changed_on
from treatments.guide.facts import GuideFacts, GuideSubject
from treatments.models import Area, Claim, EffectDuration, SessionPlan, Source


@dataclass(frozen=True, slots=True)
class PageReview:
    """That our staff read a page: the oldest review and the nearest next one, once all claims have one. Which clinician
    signed it is another matter: treatments/signing/selectors.py."""

    reviewed_on: date | None
    next_review: date | None


@dataclass(frozen=True, slots=True)
class Contents:
    page: GuidePage
    subject: GuideSubject | None
    facts: GuideFacts
    blocks: tuple[ShownBlock, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    review: PageReview

    @property
    def title_en(self) -> str:
        return self.subject.row.name_en if self.subject else self.page.row.title_en

    @property
    def title_es(self) -> str:
        return self.subject.row.name_es if self.subject else self.page.row.title_es

    @property
    def href(self) -> str:
        """In the language of the moment."""
        return self.subject.href if self.subject else self.page.href

    @property
    def plan(self) -> SessionPlan:
        return plan_of(self.facts, self.subject)

    @property
    def effects(self) -> tuple[EffectDuration, ...]:
        return effects_of(self.facts, self.subject)

    @property
    def areas(self) -> tuple[Area, ...]:
        return self.subject.areas if self.subject else self.facts.areas

    @property
    def changed_on(self) -> date | None:
        """The day on which a sentence of it last got other words."""
        return max((changed_on(claim) for claim in self.claims), default=None)

    @property
    def lists_all_sources(self) -> bool:
        return any(block.row.kind == BlockKind.SOURCES for block in self.blocks)

    @property
    def number_of(self) -> dict[str, int]:
        """Under which number the list at its end has a source, by slug."""
        return {source.slug: number for number, source in enumerate(self.sources, start=1)}

    @property
    def studied(self) -> tuple[StudiedPlanRow, ...]:
        """How studies did it, in the area or for the use that the page is about; all of them where it is about none."""
        rows = shipped().studied_plans
        if self.subject is None:
            return rows
        slug = self.subject.row.slug
        return tuple(row for row in rows if slug in (row.areas if self.subject.is_area else row.concerns))


def page_contents(page: GuidePage, *, facts: GuideFacts, on: date, subject: GuideSubject | None = None) -> Contents:
    """Two queries, whatever the page holds."""
    blocks = [block for block in page.blocks if belongs(block, subject)]
    return _contents(page, blocks, _printable(claims_needed(blocks, facts, subject), on=on), facts, subject)


def all_contents(
    pages: Iterable[tuple[GuidePage, GuideSubject | None]], *, facts: GuideFacts, on: date
) -> tuple[Contents, ...]:
    """The same for many pages, in the same two queries."""
    wanted = [(page, subject, [block for block in page.blocks if belongs(block, subject)]) for page, subject in pages]
    slugs = {slug for _, subject, blocks in wanted for slug in claims_needed(blocks, facts, subject)}
    claims = _printable(slugs, on=on)
    return tuple(_contents(page, blocks, claims, facts, subject) for page, subject, blocks in wanted)


def _printable(slugs: Iterable[str], *, on: date) -> Claims:
    claims = Claim.objects.printable(on=on).filter(slug__in=slugs).prefetch_related("sources")
    return {claim.slug: claim for claim in claims}


def _contents(
    page: GuidePage, blocks: Iterable[BlockRow], claims: Claims, facts: GuideFacts, subject: GuideSubject | None
) -> Contents:
    shown = tuple(shown_block(block, claims, facts, subject) for block in blocks)
    printed = {claim.slug: claim for block in shown for claim in block.stands_on}.values()
    sources = {source.slug: source for claim in printed for source in claim.sources.all()}
    return Contents(
        page=page,
        subject=subject,
        facts=facts,
        blocks=shown,
        claims=tuple(printed),
        sources=tuple(sorted(sources.values(), key=lambda source: (source.publisher, source.year or 0))),
        review=_review(list(printed)),
    )


def _review(claims: list[Claim]) -> PageReview:
    """A page is read when every claim on it is."""
    signed = [claim.reviewed_on for claim in claims if claim.reviewed_on]
    if not claims or len(signed) < len(claims):
        return PageReview(reviewed_on=None, next_review=None)
    return PageReview(
        reviewed_on=min(signed),
        next_review=min((claim.next_review for claim in claims if claim.next_review), default=None),
    )
