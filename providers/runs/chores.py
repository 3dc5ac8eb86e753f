"""What of lists has to be done again and again."""

from typing import Final

from caarisma.common.chores.declaring import HOUR, MINUTE, Chore
from providers.exclusions.services.list_queue import forget_files, read_due_lists
from providers.runs.late_list import tell_of_late_list
from providers.runs.running import read_sent

CHORES: Final = (
    # One list a look: the other chores wait meanwhile, and a worker is at it long before.
    Chore(
        name="read lists",
        every=MINUTE,
        run=lambda look: read_due_lists(read=read_sent, grace=look.grace),
        hurried=True,
    ),
    Chore(name="tell of a late list", every=HOUR, run=lambda look: tell_of_late_list(now=look.now)),
    Chore(name="forget lists", every=HOUR, run=lambda look: forget_files(now=look.now)),
)
