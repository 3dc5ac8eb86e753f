"""What of reviews has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, MINUTE, Chore
from matching.reviews.services.erasing import forget_authors
from matching.reviews.services.inviting import invite_all

CHORES: Final = (
    Chore(name="ask how the visit was", every=15 * MINUTE, run=lambda look: invite_all(now=look.now)),
    Chore(name="forget who wrote a review", every=24 * HOUR, run=lambda look: forget_authors(now=look.now)),
)
