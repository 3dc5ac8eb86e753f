"""What of insights has to be done again and again. The night's work is done in pieces: another may come between."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, MINUTE, Chore, Look
from matching.insights.services import collecting, judging, placing, weekly_mails


def count_the_night(look: Look) -> bool:
    """Set aside, judge, then count: each waits for the one before. Whether more is to do."""
    return (
        collecting.set_aside(now=look.now)
        or judging.judge_searches(now=look.now)
        or placing.place_figures(now=look.now)
    )


CHORES: Final = (
    Chore(name="count the night", every=10 * MINUTE, run=count_the_night),
    Chore(name="mail weekly figures", every=HOUR, run=lambda look: weekly_mails.mail_weeks(now=look.now)),
    Chore(name="forget anonymous searches", every=HOUR, run=lambda look: collecting.forget_searches(now=look.now)),
)
