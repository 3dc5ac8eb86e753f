"""What of requests has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, MINUTE, Chore
from matching.consultations.clocks.forgetting import forget_all
from matching.consultations.clocks.measuring import measure_answers
from matching.consultations.clocks.nudging import nudge_silent
from matching.consultations.clocks.rezoning import ask_about_zones, follow_clocks
from matching.consultations.clocks.ringing import ring_due
from matching.consultations.clocks.unlisted import settle_unlisted

CHORES: Final = (
    Chore(name="ring request clocks", every=MINUTE, run=lambda look: ring_due(now=look.now)),
    Chore(name="settle requests of unlisted", every=5 * MINUTE, run=lambda look: settle_unlisted(now=look.now)),
    Chore(name="nudge who does not answer", every=15 * MINUTE, run=lambda look: nudge_silent(now=look.now)),
    Chore(name="measure answers", every=HOUR, run=lambda look: measure_answers(now=look.now)),
    Chore(name="follow the clocks of zones", every=24 * HOUR, run=lambda look: follow_clocks(now=look.now)),
    Chore(name="ask about zones", every=HOUR, run=lambda look: ask_about_zones(now=look.now)),
    Chore(name="forget requests", every=HOUR, run=lambda look: forget_all(now=look.now)),
)
