"""Whole US dollars."""

import re
from typing import Final

from django.utils.translation import gettext as _

from caarisma.common.errors import UserFacingError
from caarisma.common.typed.plain import bare

SIGN: Final = r"(?:us ?\$|usd ?\$?|\$ ?usd|\$|usd|(?:us )?dollars?|bucks|dolares|dolar)"
AMOUNT: Final = re.compile(rf"(?:{SIGN} ?)?(?P<amount>[0-9][0-9., ]*)(?: ?{SIGN}(?: ?usd)?)?")
# In Spanish the point may part the thousands. "1.250" alone could be a slip for 12.50, so it is asked about; with the
# cents behind a comma it has one meaning. A point or comma with no cents, or with zeros for cents, changes nothing.
POINTS: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
WAYS: Final = (
    re.compile(r"[0-9]+(?:[.,](?:00?)?)?"),
    re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.(?:00?)?)?"),
    re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,](?:00?)?)?"),
    re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,00?"),
)


def read_dollars(typed: str) -> int:
    """An amount without cents: 1500 for "$1,500", "1500.00", "1 500 $" and "USD 1,500"."""
    match = AMOUNT.fullmatch(bare(typed))
    amount = match["amount"].strip() if match else ""
    if POINTS.fullmatch(amount):
        whole = int(amount.replace(".", ""))
        raise UserFacingError(_("If you mean %(amount)s, write it without the point") % {"amount": f"${whole:,}"})
    if not any(way.fullmatch(amount) for way in WAYS):
        raise unread()
    return int(re.sub(r"[., ]", "", re.sub(r"[.,]0{0,2}$", "", amount)))


def read_count(typed: str) -> int:
    """How many, like 40 or 1,200: an amount that names no money."""
    if not re.fullmatch(r"[0-9]+|[0-9]{1,3}([, ][0-9]{3})+", plain_count := bare(typed)):
        raise UserFacingError(_("Enter a whole number, like 40"))
    return int(re.sub(r"[, ]", "", plain_count))


def unread() -> UserFacingError:
    return UserFacingError(_("Enter a whole dollar amount, like 250"))
