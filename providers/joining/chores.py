"""What of joining has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, MINUTE, Chore
from providers.joining.services.reopening import look_at_left_out
from providers.joining.services.waiting import forget_waits, tell_of_answers

CHORES: Final = (
    Chore(name="tell who waits for a state", every=10 * MINUTE, run=lambda look: tell_of_answers(now=look.now)),
    Chore(name="look at clinics whose state opened", every=HOUR, run=lambda look: look_at_left_out(now=look.now)),
    Chore(name="forget who waited for a state", every=HOUR, run=lambda look: forget_waits(now=look.now)),
)
