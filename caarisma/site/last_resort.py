"""What neither worker nor sweeper has ranked, a web process ranks, also when nobody looks at the waiting page.

Each may be killed, or take ten seconds to start on a busy machine, and both at once. Somebody who serves pages is there
whenever anybody can search at all. As long as the others are well, this is one look at an index of a few rows.
"""

import logging
import threading
import time
from contextlib import suppress
from datetime import timedelta
from typing import Final

from django.db import close_old_connections, connection
from django.utils import timezone

from caarisma.common import request_id
from matching.search.enums import FinishedBy
from matching.search.models import MatchJob
from matching.search.services.jobs import finish_match_job

log = logging.getLogger(__name__)

EVERY: Final = 2.0  # seconds
GRACE: Final = timedelta(seconds=8)  # the sweeper's is five, and it looks every five
AT_ONCE: Final = 5  # the machine is busy, or the others would be there


def start() -> None:
    threading.Thread(target=_look_for_ever, name="last-resort", daemon=True).start()


def look() -> int:
    """Returns how many jobs there were. A list that is only made anew is shown meanwhile, so it can wait."""
    waits = MatchJob.objects.left_over(on=timezone.now(), grace=GRACE).filter(kept_list_at=None)
    jobs = list(waits.values_list("pk", flat=True)[:AT_ONCE])
    for job_id in jobs:
        finish_match_job(job_id=job_id, by=FinishedBy.WEB, now=timezone.now())
    return len(jobs)


def _look_for_ever() -> None:
    while True:  # at once, for whoever waited while this process started
        with request_id.within(), suppress(Exception):
            _survive()
        time.sleep(EVERY)


def _survive() -> None:
    try:
        close_old_connections()
        look()
    except Exception as error:
        log.warning("last resort failed", extra={"error": type(error).__name__})
        connection.close()
