"""Names that anybody may say in public: of products that the guide speaks of."""

from treatments.products.models import Product


def known_names() -> list[str]:
    return list(Product.objects.values_list("name", flat=True))
