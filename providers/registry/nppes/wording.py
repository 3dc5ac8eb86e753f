"""The registry writes in capitals. People do not."""

import re
from collections.abc import Collection
from typing import Final

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.addresses import read_phone
from providers.files.cells import is_cut

KEPT: Final = frozenset({"NE", "NW", "SE", "SW", "US", "PO", "II", "III", "IV", "USA", "VA", "MD", "PC", "LLC", "PA"})
# In a name only these: Ne, Po, Va, Vi, Do and Pa are surnames.
KEPT_IN_NAMES: Final = frozenset({"II", "III", "IV", "VII", "VIII", "MD"})
WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+[^\W\d_]*")


def readable(text: str) -> str:
    """ "O'BRIEN-MCKAY" -> "O'Brien-McKay". Text that is not all capitals was written by a person and stays."""
    return _cased(text, KEPT)


def readable_name(text: str) -> str:
    """The same for a part of a person's name, which has fewer words that stay: "NE" -> "Ne"."""
    return _cased(text, KEPT_IN_NAMES)


def _cased(text: str, kept: Collection[str]) -> str:
    return WORD.sub(lambda match: _word(match[0], kept), text) if text.isupper() else text


def _word(word: str, kept: Collection[str]) -> str:
    if word in kept:
        return word
    if word[0].isdigit():
        return word.lower() if word[-2:] in {"ST", "ND", "RD", "TH"} else word  # 5th, but 4B
    if word.startswith("MC") and len(word) > 3:
        return "Mc" + word[2:].capitalize()
    head, mark, tail = word.partition("’" if "’" in word else "'")
    # O'Brien and D'Angelo, but women's
    return head.capitalize() + mark + (tail.capitalize() if len(tail) > 1 else tail.lower())


def phone_number(text: str) -> str:
    """A number of the United States as 860-714-4820, with its extension; "" for zeros and what has no digits;
    anything else as it is."""
    if not re.search("[1-9]", text) or is_cut(text):
        return ""
    try:
        return str(read_phone(text.removesuffix(".0")))
    except UserFacingError:
        return text
