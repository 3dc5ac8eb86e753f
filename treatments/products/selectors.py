"""What is known of products, for names as clinics type them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, cast

from django.core.cache import caches

from treatments.products.enums import ProductStatus
from treatments.products.keys import key_of, without_amounts
from treatments.products.models import Product, ProductUse

# But for an approval, which is told of a whole name, and a warning, which comes before all.
WORST_FIRST: Final[Sequence[str]] = (ProductStatus.NOT_APPROVED, ProductStatus.COMPOUNDED)


@dataclass(frozen=True, slots=True)
class ProductBook:
    """All products with their uses: few, so they are read at once, in two queries."""

    products: Sequence[Product]

    @classmethod
    def read(cls) -> "ProductBook":
        return cls(tuple(Product.objects.prefetch_related("uses")))

    @classmethod
    def lately(cls) -> "ProductBook":
        """For words on a list that many read: at most a minute old. What a warning hides, it hides in SQL, at once."""
        return cast("ProductBook", caches["pages"].get_or_set("products", cls.read))

    @classmethod
    def read_if(cls, needed: bool) -> "ProductBook":
        """An empty one, without a query, where nobody will look anything up."""
        return cls.read() if needed else cls(())

    def known_in(self, name: str) -> list[Product]:
        """Those whose name stands in a typed one."""
        key = key_of(name)
        return [product for product in self.products if any(known in key for known in product.keys)]

    def named(self, name: str) -> Product | None:
        """The one whose name is all of a typed one, but for how much of it there is."""
        key = key_of(without_amounts(name))
        return next((product for product in self.products if key in (*product.keys, key_of(product.name))), None)

    def warning_in(self, name: str) -> ProductUse | None:
        """Of several, the first that was told. Such a name hides the line that it stands in."""
        return min(self._warnings(self.known_in(name)), key=lambda use: (use.since, use.pk), default=None)

    def use_of(self, name: str, service_id: int) -> ProductUse | None:
        """What stands about it for this use; None for a product that we do not know.

        Of several in one name, the worst. Approved is only what bears just that name: "like Skinvive" is another.
        """
        if warning := self.warning_in(name):
            return warning
        if whole := self.named(name):
            return _use_for(whole, service_id)
        found = [use for product in self.known_in(name) if (use := _use_for(product, service_id))]
        worse = (use for use in found if use.status in WORST_FIRST)
        return min(worse, key=lambda use: (WORST_FIRST.index(use.status), use.pk), default=None)

    def choices(self) -> list[Product]:
        """What a clinic may choose from: nothing that anybody warned of."""
        return [product for product in self.products if not list(self._warnings([product]))]

    @staticmethod
    def _warnings(products: Iterable[Product]) -> Iterable[ProductUse]:
        return (use for product in products for use in product.uses.all() if use.status == ProductStatus.WARNED)


def _use_for(product: Product, service_id: int) -> ProductUse | None:
    """What is said of just this service, else of any."""
    uses = {use.service_id: use for use in product.uses.all()}
    return uses.get(service_id) or uses.get(None)
