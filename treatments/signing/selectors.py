"""Who signed a page as it stands, which sources a person has opened, and what both leave to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from treatments.enums import ClaimStatus
from treatments.guide.contents import Contents
from treatments.models import Claim, ClaimSource, Source
from treatments.signing.models import Signature, SourceOpening
from treatments.signing.wording import english_hash, page_key, page_text, signed_text, text_hash

OURS: Final = "Caarisma"  # publisher of what nobody needs to open: it is our own


@dataclass(frozen=True, slots=True)
class SignedBy:
    """`names` as printed, in the order of the alphabet. The dates: the oldest signature, the nearest review."""

    names: tuple[tuple[str, str], ...]
    signed_on: date
    next_review: date
    is_made_up: bool


@dataclass(frozen=True, slots=True)
class PageSignatures:
    """`here`: in the language of the page. `english`: on a Spanish page, in English alone. None: not all of it."""

    here: SignedBy | None
    english: SignedBy | None = None

    @property
    def is_real(self) -> bool:
        return self.here is not None and not self.here.is_made_up


@dataclass(frozen=True, slots=True)
class Piece:
    """One text of a page in one language. `signed`: by whom, as it stands. `before`: other words that were signed."""

    claim: Claim | None
    language: str
    text: str
    signed: Signature | None
    before: Signature | None


def page_signatures(contents: Contents, *, language: str, on: date) -> PageSignatures:
    """One query."""
    asked = [language] if language == "en" else [language, "en"]
    pieces = pieces_of([contents], on=on, languages=asked)[0]
    here = signed_by([piece for piece in pieces if piece.language == language])
    english = (
        signed_by([piece for piece in pieces if piece.language == "en"]) if language != "en" and not here else None
    )
    return PageSignatures(here, english)


def pieces_of(
    pages: Sequence[Contents], *, on: date, languages: Sequence[str] = ("en", "es")
) -> list[tuple[Piece, ...]]:
    """For each page its pieces, the page's own text first. One query for all."""
    claims = {claim.pk for contents in pages for claim in contents.claims}
    keys = [page_key(contents) for contents in pages]
    found = Signature.objects.counting(on=on).filter(Q(claim__in=claims) | Q(page__in=keys), language__in=languages)
    by_subject: dict[tuple[int | None, str, str], list[Signature]] = {}
    for one in found.order_by("-at", "-pk"):
        by_subject.setdefault((one.claim_id, one.page, one.language), []).append(one)
    return [tuple(_pieces(contents, languages, by_subject)) for contents in pages]


def _pieces(
    contents: Contents, languages: Sequence[str], known: Mapping[tuple[int | None, str, str], list[Signature]]
) -> Iterable[Piece]:
    key = page_key(contents)
    for language in languages:
        yield _piece(None, language, page_text(contents, language), known.get((None, key, language), []))
        for claim in contents.claims:
            yield _piece(claim, language, signed_text(claim, language), known.get((claim.pk, "", language), []))


def _piece(claim: Claim | None, language: str, text: str, known: list[Signature]) -> Piece:
    words = text_hash(text)
    signed = next((one for one in known if one.words == words), None)
    before = next((one for one in known if one.words != words), None) if signed is None else None
    return Piece(claim, language, text, signed, before)


def signed_by(pieces: Sequence[Piece]) -> SignedBy | None:
    """None unless each piece is signed as it stands."""
    signed = [piece.signed for piece in pieces if piece.signed]
    if not signed or len(signed) < len(pieces):
        return None
    return SignedBy(
        names=tuple(sorted({(one.printed_name, one.letters) for one in signed})),
        signed_on=min(one.signed_on for one in signed),
        next_review=min(one.next_review for one in signed),
        is_made_up=any(one.is_made_up for one in signed),
    )


# --- Sources ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SourceState:
    """`newest`: the last opening of it at its present address and title. `claims`: what is printed and rests on it.
    `unsure`: of those, which no opening has compared in their present words; `otherwise`: it does not say so."""

    source: Source
    newest: SourceOpening | None
    claims: tuple[Claim, ...]
    unsure: tuple[Claim, ...]
    otherwise: tuple[Claim, ...]

    @property
    def is_done(self) -> bool:
        return self.newest is not None and not self.unsure and not self.otherwise


def source_states(*, slugs: Iterable[str] | None = None) -> list[SourceState]:
    """Each source that is not our own, with the printed claims that rest on it. Three queries."""
    sources = Source.objects.exclude(publisher=OURS).order_by("publisher", "year", "title")
    if slugs is not None:
        sources = sources.filter(slug__in=list(slugs))
    by_source: dict[int, list[SourceOpening]] = {}
    for opening in SourceOpening.objects.filter(source__in=sources).select_related("source", "by"):
        if (opening.title, opening.url) == (opening.source.title, opening.source.url):
            by_source.setdefault(opening.source_id, []).append(opening)
    printed = Claim.objects.filter(status=ClaimStatus.PUBLISHED)
    resting: dict[int, list[Claim]] = {}
    through = ClaimSource.objects.filter(source__in=sources, claim__in=printed).select_related("claim")
    for link in through.order_by("claim__slug"):
        resting.setdefault(link.source_id, []).append(link.claim)
    return [_state(source, by_source.get(source.pk, []), resting.get(source.pk, [])) for source in sources]


def _state(source: Source, openings: list[SourceOpening], claims: list[Claim]) -> SourceState:
    unsure, otherwise = [], []
    for claim in claims:
        found = next((one.found[claim.slug] for one in openings if claim.slug in one.found), None)
        if found is None or found["words"] != english_hash(claim):
            unsure.append(claim)
        elif not found["says"]:
            otherwise.append(claim)
    return SourceState(source, next(iter(openings), None), tuple(claims), tuple(unsure), tuple(otherwise))


def opened_by_person(sources: Iterable[Source]) -> Mapping[str, SourceOpening]:
    """By slug, the newest opening of each at its present address and title. One query, and none for no source."""
    known = {source.pk: source for source in sources}
    openings = SourceOpening.objects.filter(source__in=known).order_by("at", "pk") if known else ()
    return {
        known[one.source_id].slug: one
        for one in openings
        if (one.title, one.url) == (known[one.source_id].title, known[one.source_id].url)
    }
