"""What of the numbers has to be done again and again. Stock is taken soon after midnight UTC of the first."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, MINUTE, Chore, Look
from matching.numbers.services.freezing import freeze_months
from matching.numbers.services.stocktaking import forget_stocks, take_stock


def freeze_and_forget(look: Look) -> None:
    if freeze_months(now=look.now):
        forget_stocks()


CHORES: Final = (
    Chore(name="take stock of the month", every=10 * MINUTE, run=lambda look: take_stock(now=look.now)),
    Chore(name="freeze the month's figures", every=HOUR, run=freeze_and_forget),
)
