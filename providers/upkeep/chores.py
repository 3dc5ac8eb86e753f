"""What of keeping profiles current has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, Chore
from providers.upkeep.asking_to_confirm import ask_to_confirm

CHORES: Final = (Chore(name="ask to confirm", every=HOUR, run=lambda look: ask_to_confirm(now=look.now)),)
