"""What of pauses has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import MINUTE, Chore
from providers.pauses.ending import end_pauses

CHORES: Final = (Chore(name="end pauses", every=10 * MINUTE, run=lambda look: end_pauses(now=look.now)),)
