"""What of watches has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import EACH_LOOK, HOUR, MINUTE, Chore, Look
from matching.watches.clocks import forgetting, mailing
from matching.watches.looking import changes, places


def hear(look: Look) -> None:
    """What changed in the directory, and what it holds for those who have just begun to watch."""
    changes.hear_changes(now=look.now)
    changes.look_first(now=look.now)


def end(look: Look) -> bool:
    told, ended = mailing.tell_ends(now=look.now), mailing.end_overdue_watches(now=look.now)
    return mailing.BATCH in (told, ended)


CHORES: Final = (
    Chore(name="hear for watches", every=EACH_LOOK, run=hear),
    Chore(name="mail watches", every=MINUTE, run=lambda look: mailing.mail_due(now=look.now)),
    Chore(name="look at watched clinics", every=5 * MINUTE, run=lambda look: places.look_at_places(now=look.now)),
    Chore(name="hear for watches by date", every=HOUR, run=lambda look: changes.hear_of_days(now=look.now)),
    Chore(name="end watches", every=HOUR, run=end),
    Chore(name="forget watches", every=HOUR, run=lambda look: forgetting.forget_watches(now=look.now)),
)
