"""Tell a worker about a job. A hint, never the truth: the job's row in PostgreSQL is what counts.

A request must not wait for a broker that is away. So a message gets 0.4 seconds, and after one that failed nobody in
this process tries for half a minute; the waiting page and the sweeper finish jobs meanwhile.
"""

import logging
import threading
import time

import kombu.transport.redis  # noqa: F401  Here, because the first message would wait 0.4 s for this import.
from django.db import transaction

from caarisma.celery import app

log = logging.getLogger(__name__)

TASK = "matching.rank_intake"
WAIT_SECONDS = 0.4
BREAK_SECONDS = 30.0


class Breaker:
    """Open: do not try. Each process has its own."""

    def __init__(self) -> None:
        self._closed_again_at = 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._closed_again_at

    def trip(self) -> None:
        self._closed_again_at = time.monotonic() + BREAK_SECONDS

    def reset(self) -> None:
        self._closed_again_at = 0.0


breaker = Breaker()
app.amqp  # noqa: B018  Made now, for the same reason as the import above.


def publish_after_commit(job_id: int) -> None:
    """Publish once the surrounding transaction is safe. A lambda: Django 5.2 wants a `__qualname__`, which a partial
    lacks, to log a failed robust hook.
    """
    transaction.on_commit(lambda: publish(job_id), robust=True)


def publish(job_id: int) -> None:
    """Put the job's id into the broker. Never raises, and takes at most half a second whatever the broker's state."""
    outcome = "skipped" if breaker.is_open else _send_in_time(job_id)
    level = logging.INFO if outcome in ("sent", "skipped") else logging.WARNING
    log.log(level, "publish", extra={"job": job_id, "outcome": outcome})


def _send_in_time(job_id: int) -> str:
    """Send from a thread of its own: looking up a host name has no time limit that could be set.

    A message that goes out late shows that the broker is well, so it closes the breaker, whichever came first.
    """
    answer: list[str] = []

    def send() -> None:
        answer.append(_send(job_id))
        if answer == ["sent"]:
            breaker.reset()

    try:
        sender = threading.Thread(target=send, name="publish", daemon=True)
        sender.start()
    except RuntimeError:  # no more threads on this machine
        return "no thread"
    sender.join(WAIT_SECONDS)
    outcome = answer[0] if answer else "late"
    if outcome != "sent":
        breaker.trip()
        if answer == ["sent"]:
            breaker.reset()
    return outcome


def _send(job_id: int) -> str:
    try:
        app.send_task(TASK, kwargs={"job_id": job_id})
    except Exception as error:
        return type(error).__name__  # the text may hold the broker's address and password
    return "sent"
