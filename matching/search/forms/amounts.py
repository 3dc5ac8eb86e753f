"""Dollar amounts in forms: what can be held, and what is so odd that the page asks once whether it is right."""

from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from matching.search.wording import dollars

PRICE_LOWEST: Final = 20  # of one session; what an intake can hold, see its constraint
PRICE_HIGHEST: Final = 5000
PRICE_ODD_BELOW, PRICE_ODD_ABOVE = 80, 1000


def within(amount: int | None, *, lowest: int = PRICE_LOWEST, highest: int = PRICE_HIGHEST) -> int | None:
    """The amount, or None for an empty field. ValidationError for what no session costs."""
    if amount is not None and not lowest <= amount <= highest:
        limits = {"low": dollars(lowest), "high": dollars(highest)}
        raise ValidationError(_("Enter an amount from %(low)s to %(high)s") % limits)
    return amount


def is_odd_price(amount: int) -> bool:
    return not PRICE_ODD_BELOW <= amount <= PRICE_ODD_ABOVE


def odd_price_question(amount: int) -> str:
    """What to ask about an odd price of one session."""
    if amount < PRICE_ODD_BELOW:
        question = _("%(amount)s is lower than any price we know. Is it right?")
    else:
        question = _("%(amount)s is a lot for one session. Is it right?")
    return question % {"amount": dollars(amount)}
