from providers.prices.models.package import Package
from providers.prices.models.price_date import PriceDate

__all__ = ["Package", "PriceDate"]
