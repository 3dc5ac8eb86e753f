"""Which claims the pages name but may not print: what a build, or the desk, should know before patients see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from treatments.check.result import CARE_CLAIMS
from treatments.enums import ClaimStatus
from treatments.guide.blocks import belongs, claims_needed
from treatments.guide.book import GuidePage, the_book
from treatments.guide.facts import GuideFacts, GuideSubject, about_area, about_concern, guide_facts
from treatments.health_gate_file import current_gate
from treatments.models import Claim


@dataclass(frozen=True, slots=True)
class Withheld:
    """A claim that `href` names. `why`: its status, "overdue", or "not there"."""

    href: str
    slug: str
    why: str


def every_page(facts: GuideFacts) -> Iterator[tuple[GuidePage, GuideSubject | None]]:
    """All pages of the guide, those of areas and concerns included."""
    book = the_book()
    yield from ((page, None) for page in book.pages)
    yield from ((book.each_area, about_area(facts, area.slug)) for area in facts.areas)
    yield from ((book.each_concern, about_concern(facts, concern.slug)) for concern in facts.concerns)


def withheld_claims(*, on: date) -> list[Withheld]:
    """One for each page and claim, in reading order, for the guide and the check. Raises CatalogNotLoaded."""
    claims = {claim.slug: claim for claim in Claim.objects.all()}
    named = claims_by_page(guide_facts())
    found = ((href, slug, _why(claims.get(slug), on)) for href, slugs in named for slug in sorted(slugs))
    return [Withheld(href, slug, why) for href, slug, why in found if why]


def claims_by_page(facts: GuideFacts) -> Iterator[tuple[str, set[str]]]:
    """Address of each page and the slugs that it prints or rests on."""
    for page, subject in every_page(facts):
        blocks = [block for block in page.blocks if belongs(block, subject)]
        yield subject.href if subject else page.href, claims_needed(blocks, facts, subject)
    yield reverse("check:start"), {*CARE_CLAIMS, *(note.claim for note in current_gate().concern_notes)}


def _why(claim: Claim | None, on: date) -> str:
    """Empty for what may be printed: the rule of ClaimQuerySet.printable, with the reason."""
    if claim is None:
        return "not there"
    if claim.status != ClaimStatus.PUBLISHED:
        return claim.status
    return "overdue" if claim.next_review and claim.next_review < on else ""
