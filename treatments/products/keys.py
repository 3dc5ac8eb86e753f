"""How a product's name is compared: letters and digits alone, so that "Lipo-Lab 5 mL" is known for "Lipo Lab"."""

import re
from typing import Final

from django.db.models import Func, Value
from django.db.models.functions import Lower

SHORTEST: Final = 4  # a shorter key would be found inside other words


def key_of(name: str) -> str:
    """As `product_key` of an offering is made by the database."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def key_in_sql(column: str) -> Func:
    return Func(Lower(column), Value("[^a-z0-9]"), Value(""), Value("g"), function="regexp_replace")
