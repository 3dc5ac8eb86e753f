"""What of open calls has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, MINUTE, Chore
from providers.accuracy.services.calling import settle_gone
from providers.accuracy.services.drawing import commit_seed, draw

CHORES: Final = (
    Chore(name="commit a seed", every=HOUR, run=lambda look: commit_seed(now=look.now)),
    Chore(name="draw entries to call", every=10 * MINUTE, run=lambda look: draw(now=look.now)),
    Chore(name="settle calls of who left", every=HOUR, run=lambda look: settle_gone(now=look.now)),
)
