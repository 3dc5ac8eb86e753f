"""What of calls has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, Chore
from providers.calls.services import forget_calls

CHORES: Final = (Chore(name="forget calls", every=HOUR, run=lambda look: forget_calls(now=look.now)),)
