"""The product behind an offering for fat or cellulite."""

from dataclasses import dataclass

from providers.directory.models import Offering
from treatments.fda_words import not_approved


@dataclass(frozen=True, slots=True)
class NamedProduct:
    """What a clinic says it uses for fat or cellulite, and what the FDA has approved for that."""

    concern: str
    name: str
    maker: str
    source: str
    not_approved: str

    @classmethod
    def of(cls, offering: Offering) -> "NamedProduct":
        """The offering's concern and its effect come along."""
        concern = offering.area_concern.concern
        said = (offering.product, offering.product_maker, offering.product_source)
        return cls(concern.name, *said, not_approved(concern.effect.kind))
