"""How a product's name is compared: letters and digits alone, so that "Lipo-Lab 5 mL" is known for "Lipo Lab".

An accent or a letter of another width changes nothing. A letter that comes apart into none of ours could stand for one
of them ("Aqualyx" with a Russian A), so forms refuse it: see `unreadable_in`.
"""

import re
import unicodedata
from typing import Final

from django.db.models import Func, Value
from django.db.models.functions import Lower

MARKS: Final = "\N{TRADE MARK SIGN}\N{SERVICE MARK}"  # would come apart into letters
SHORTEST: Final = 4  # a shorter key would be found inside other words
AMOUNT: Final = re.compile(r"\b\d+(?:[.,]\d+)?\s*(?:ml|mg|mcg|[µμ]g|units?|%)(?!\w)", re.IGNORECASE)


def key_of(name: str) -> str:
    """As `product_key` of an offering is made by the database."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", re.sub(f"[{MARKS}]", "", name)).lower())


def without_amounts(name: str) -> str:
    """As "Skinvive, 1 mL" is Skinvive all the same."""
    return AMOUNT.sub("", name)


def unreadable_in(name: str) -> str:
    """Its letters that no key can hold, each once; a micro sign goes with a dose."""
    letters = dict.fromkeys(letter for letter in name if letter.isalpha() and letter != "\N{MICRO SIGN}")
    return "".join(letter for letter in letters if not key_of(letter))


def key_in_sql(column: str) -> Func:
    unmarked = Func(column, Value(MARKS), Value(""), function="translate")
    folded = Func(unmarked, function="normalize", template="%(function)s(%(expressions)s, NFKD)")
    return Func(Lower(folded), Value("[^a-z0-9]"), Value(""), Value("g"), function="regexp_replace")
