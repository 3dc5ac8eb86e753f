"""What of letters has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, Chore
from providers.letters.services.writing import forget_letters

CHORES: Final = (Chore(name="forget letters", every=HOUR, run=lambda look: forget_letters(now=look.now)),)
