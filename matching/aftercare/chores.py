"""What of follow-ups has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, MINUTE, Chore
from matching.aftercare.services.asking import ask_due
from matching.aftercare.services.publishing import fold_old_answers, publish_outcomes
from matching.aftercare.services.watching import measure_base_rate

CHORES: Final = (
    Chore(name="ask how people are", every=15 * MINUTE, run=lambda look: ask_due(now=look.now)),
    Chore(name="publish outcomes", every=HOUR, run=lambda look: publish_outcomes(now=look.now)),
    Chore(name="measure the base rate", every=24 * HOUR, run=lambda look: measure_base_rate(now=look.now)),
    Chore(name="fold old answers", every=HOUR, run=lambda look: fold_old_answers(now=look.now)),
)
