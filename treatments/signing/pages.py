"""The pages of the guide as somebody signs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from treatments.guide.contents import Contents, all_contents
from treatments.guide.facts import guide_facts
from treatments.guide.withheld import every_page
from treatments.signing.selectors import Piece, SignedBy, pieces_of, signed_by
from treatments.signing.wording import page_key


@dataclass(frozen=True, slots=True)
class PageToSign:
    contents: Contents
    key: str
    pieces: tuple[Piece, ...]

    @property
    def english(self) -> SignedBy | None:
        return self.signed("en")

    @property
    def spanish(self) -> SignedBy | None:
        return self.signed("es")

    def signed(self, language: str) -> SignedBy | None:
        return signed_by([piece for piece in self.pieces if piece.language == language])

    @property
    def left(self) -> int:
        """Texts that nobody has signed as they stand, in both languages."""
        return sum(piece.signed is None for piece in self.pieces)

    @property
    def is_whole(self) -> bool:
        return not any(block.checking for block in self.contents.blocks)


def pages_to_sign(*, on: date) -> list[PageToSign]:
    """All pages, in reading order. The same few queries, however many there are."""
    facts = guide_facts()
    return _pages(all_contents(every_page(facts), facts=facts, on=on), on)


def page_to_sign(key: str, *, on: date) -> PageToSign | None:
    facts = guide_facts()
    contents = all_contents(every_page(facts), facts=facts, on=on)
    return next(iter(_pages([one for one in contents if page_key(one) == key], on)), None)


def _pages(contents: Sequence[Contents], on: date) -> list[PageToSign]:
    return [
        PageToSign(one, page_key(one), pieces) for one, pieces in zip(contents, pieces_of(contents, on=on), strict=True)
    ]
