"""What of calendars has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import EACH_LOOK, HOUR, Chore
from providers.calendars.services.busy import fetch_due, forget_past

CHORES: Final = (
    # One a look: each may take 5 s, and the other chores wait meanwhile.
    Chore(name="fetch calendars", every=EACH_LOOK, run=lambda look: fetch_due(grace=look.grace), hurried=True),
    Chore(name="forget busy times", every=HOUR, run=lambda look: forget_past(now=look.now)),
)
