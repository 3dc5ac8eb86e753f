"""What of errands has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import EACH_LOOK, HOUR, Chore
from providers.errands.running import forget_errands, run_due

CHORES: Final = (
    # One a look: each may take 15 s, and the other chores wait meanwhile.
    Chore(name="run errands", every=EACH_LOOK, run=lambda look: run_due(grace=look.grace), hurried=True),
    Chore(name="forget errands", every=HOUR, run=lambda look: forget_errands(now=look.now)),
)
