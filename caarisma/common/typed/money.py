"""Whole US dollars."""

import re
from typing import Final

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.plain import bare

SIGN: Final = r"(?:u\.?s\.? ?\$|usd ?\$?|\$ ?usd|\$|usd|(?:us )?dollars?|bucks|dolares|dolar|dll?s\.?)"
AMOUNT: Final = re.compile(rf"(?:{SIGN} ?)?(?P<amount>[0-9][0-9., ]*)(?: ?{SIGN}(?: ?usd)?)?")
# In Spanish the point may part the thousands. "1.250" alone could be a slip for 12.50, so it is asked about; with the
# cents behind a comma it has one meaning. A point or comma with no cents, or with zeros for cents, changes nothing.
NOTHING: Final = {"free", "free of charge", "no charge", "no fee", "complimentary", "gratis", "sin costo", "sin cargo"}
POINTS: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
WAYS: Final = (
    re.compile(r"[0-9]+(?:[.,](?:00?)?)?"),
    re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.(?:00?)?)?"),
    re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,](?:00?)?)?"),
    re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,00?"),
)


def read_dollars(typed: str) -> int:
    """An amount without cents: 1500 for "$1,500", "1500.00", "1 500 $" and "USD 1,500"."""
    text = _trimmed(typed)
    if text in NOTHING:
        return 0
    match = AMOUNT.fullmatch(text)
    amount = match["amount"].strip() if match else ""
    if POINTS.fullmatch(amount):
        whole = int(amount.replace(".", ""))
        raise UserFacingError(_("If you mean %(amount)s, write it without the point") % {"amount": f"${whole:,}"})
    if not any(way.fullmatch(amount) for way in WAYS):
        raise unread()
    return int(re.sub(r"[., ]", "", re.sub(r"[.,]0{0,2}$", "", amount)))


def read_count(typed: str) -> int:
    """How many, like 40 or 1,200: an amount that names no money."""
    match = re.fullmatch(r"([0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)(?:\.0)?(?: ?ses(?:sions?|iones|ion))?", _trimmed(typed))
    if match is None:
        raise UserFacingError(_("Enter a whole number, like 40"))
    return int(re.sub(r"[, ]", "", match[1]))


def _trimmed(typed: str) -> str:
    """Without quotes and brackets around it. A minus, and a point in front, are part of an amount."""
    return bare(typed).strip(" ;:\"'()[]=").removesuffix("-").rstrip(" .,")


def unread() -> UserFacingError:
    return UserFacingError(_("Enter a whole dollar amount, like 250"))
