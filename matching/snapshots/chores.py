"""Keep this machine's snapshot of the directory fresh. The first look is at the start, so a new machine has its own in
seconds.
"""

from typing import Final

from caarisma.common.chores.declaring import MINUTE, Chore
from matching.snapshots.building import builder

CHORES: Final = (
    Chore(name="tend index", every=MINUTE, run=lambda look: builder.tend(), everywhere=True, stop=builder.stop),
)
