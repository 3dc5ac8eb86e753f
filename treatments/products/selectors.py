"""What is known of products, for names as clinics type them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from treatments.products.enums import ProductStatus
from treatments.products.keys import key_of
from treatments.products.models import Product, ProductUse


@dataclass(frozen=True, slots=True)
class ProductBook:
    """All products with their uses: few, so they are read at once, in two queries."""

    products: Sequence[Product]

    @classmethod
    def read(cls) -> "ProductBook":
        return cls(tuple(Product.objects.prefetch_related("uses")))

    def known_in(self, name: str) -> list[Product]:
        """Those whose name stands in a typed one."""
        key = key_of(name)
        return [product for product in self.products if any(known in key for known in product.keys)]

    def warning_in(self, name: str) -> ProductUse | None:
        """Of several, the first that was told. Such a name hides the line that it stands in."""
        return min(self._warnings(self.known_in(name)), key=lambda use: (use.since, use.pk), default=None)

    def use_of(self, name: str, service_id: int) -> ProductUse | None:
        """What stands about it for this use; None for a product that we do not know."""
        if warning := self.warning_in(name):
            return warning
        uses = [use for product in self.known_in(name) for use in product.uses.all()]
        named = (use for use in uses if use.service_id == service_id)
        return next(named, None) or next((use for use in uses if use.service_id is None), None)

    def choices(self) -> list[Product]:
        """What a clinic may choose from: nothing that anybody warned of."""
        return [product for product in self.products if not list(self._warnings([product]))]

    @staticmethod
    def _warnings(products: Iterable[Product]) -> Iterable[ProductUse]:
        return (use for product in products for use in product.uses.all() if use.status == ProductStatus.WARNED)
