from treatments.products.models.decision import FatUseDecision
from treatments.products.models.product import Product, ProductUse

__all__ = ["FatUseDecision", "Product", "ProductUse"]
