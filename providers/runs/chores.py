"""What of lists has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, MINUTE, Chore
from providers.exclusions.services.list_queue import read_due_lists
from providers.exclusions.services.sending import LISTS
from providers.files.queue import forget_files, read_due
from providers.rosters.services.sending import ROSTERS
from providers.runs.late_list import tell_of_late_list
from providers.runs.late_rosters import tell_of_late_rosters
from providers.runs.roster_running import read_sent_roster
from providers.runs.running import read_sent

CHORES: Final = (
    # One list a look: the other chores wait meanwhile, and a worker is at it long before.
    Chore(
        name="read lists",
        every=MINUTE,
        run=lambda look: read_due_lists(read=read_sent, grace=look.grace),
        hurried=True,
    ),
    Chore(
        name="read rosters",
        every=MINUTE,
        run=lambda look: read_due(ROSTERS, read=read_sent_roster, grace=look.grace),
        hurried=True,
    ),
    Chore(name="tell of a late list", every=HOUR, run=lambda look: tell_of_late_list(now=look.now)),
    Chore(name="tell of late rosters", every=HOUR, run=lambda look: tell_of_late_rosters(now=look.now)),
    Chore(name="forget lists", every=HOUR, run=lambda look: forget_files(LISTS, now=look.now)),
    Chore(name="forget rosters", every=HOUR, run=lambda look: forget_files(ROSTERS, now=look.now)),
)
