"""The chores of the foundation itself. Those of rooms are in their own `chores.py`."""

from typing import Final

from caarisma.common import backups, limits
from caarisma.common.chores import turns
from caarisma.common.chores.declaring import HOUR, Chore

CHORES: Final = (
    Chore(name="forget counters", every=HOUR, run=lambda look: limits.forget_counters(now=look.now)),
    Chore(name="forget machines", every=HOUR, run=lambda look: turns.forget_machines(now=look.now)),
    # Everywhere: which machine has the backups its settings say, and only that one can see them.
    Chore(name="look at backups", every=HOUR, run=lambda look: backups.require_backups(now=look.now), everywhere=True),
)
