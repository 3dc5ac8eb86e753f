"""What Celery calls of this room."""

from celery import shared_task

from providers.exclusions.services.list_queue import read_due_lists
from providers.exclusions.services.sending import LISTS
from providers.files.queue import read_due
from providers.rosters.services.sending import ROSTERS
from providers.runs.roster_running import read_sent_roster
from providers.runs.running import read_sent


# Above the time that a full list takes on a loaded machine: a run that is cut off begins again, three times at most.
@shared_task(name=LISTS.task, soft_time_limit=1500, time_limit=1560)
def read_list(sent_id: int, **_future: object) -> None:
    """Read the list, or the oldest that waits. The id is for the log."""
    read_due_lists(read=read_sent)


@shared_task(name=ROSTERS.task, soft_time_limit=1500, time_limit=1560)
def read_roster(sent_id: int, **_future: object) -> None:
    """Read the board's file, or the oldest that waits."""
    read_due(ROSTERS, read=read_sent_roster)
