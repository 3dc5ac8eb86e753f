"""The product behind an offering, and what stands about it."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext

from providers.directory.models import Offering
from treatments.fda_words import not_approved
from treatments.products.selectors import ProductBook


@dataclass(frozen=True, slots=True)
class NamedProduct:
    """What a clinic says it uses, what the FDA has approved for fat or cellulite, and what is known of the product."""

    concern: str
    name: str
    maker: str
    source: str
    not_approved: str  # for uses with the FDA's note
    stands: str

    @classmethod
    def of(cls, offering: Offering, book: ProductBook) -> "NamedProduct":
        """The offering's concern and its effect come along."""
        concern = offering.area_concern.concern
        said = (offering.product, offering.product_maker, offering.product_source)
        noted = not_approved(concern.effect.kind) if concern.needs_fda_note else ""
        return cls(concern.name, *said, noted, _stands(offering, book))

    @property
    def was_looked_at(self) -> bool:
        """At labels and purchase records: for uses with the FDA's note, see `offered`."""
        return bool(self.not_approved)


def _stands(offering: Offering, book: ProductBook) -> str:
    use = book.use_of(offering.product, offering.area_concern_id)
    if use is None:
        return gettext("This product is not on our list. Ask if the FDA approved it for this use.")
    told = {"words": use.words, "by": use.by, "day": date_format(use.since)}
    if book.named(offering.product) is None:  # what the FDA approved may be named in it, and be something else
        about = {"product": use.product, **told}
        return gettext("About %(product)s, which it names: %(words)s Source: %(by)s, %(day)s.") % about
    return gettext("%(words)s Source: %(by)s, %(day)s.") % told
