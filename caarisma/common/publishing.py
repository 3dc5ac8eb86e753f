"""Tell a worker about a row. A hint, never the truth: the row in PostgreSQL is what counts.

A request must not wait for a broker that is away. So a message gets 0.4 seconds, and after one that failed nobody in
this process tries for half a minute; whoever looks at the rows by itself does the work meanwhile.
"""

import contextvars
import logging
import threading
import time

import kombu.transport.redis  # noqa: F401  Here, because the first message would wait 0.4 s for this import.
from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

app = current_app  # that of caarisma/celery.py, whichever thread asks
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


def publish_after_commit(task: str, **ids: int) -> None:
    """Publish once the surrounding transaction is safe. A lambda: Django 5.2 wants a `__qualname__`, which a partial
    lacks, to log a failed robust hook.
    """
    transaction.on_commit(lambda: publish(task, **ids), robust=True)


def publish(task: str, **ids: int) -> None:
    """Put the row's id into the broker. Never raises, and takes at most half a second whatever the broker's state."""
    outcome = "skipped" if breaker.is_open else _send_in_time(task, ids)
    level = logging.INFO if outcome in ("sent", "skipped") else logging.WARNING
    log.log(level, "publish", extra={"task": task, "job": next(iter(ids.values()), None), "outcome": outcome})


def _send_in_time(task: str, ids: dict[str, int]) -> str:
    """Send from a thread of its own: looking up a host name has no time limit that could be set.

    A message that goes out late shows that the broker is well, so it closes the breaker, whichever came first.
    """
    answer: list[str] = []

    def send() -> None:
        answer.append(_send(task, ids))
        if answer == ["sent"]:
            breaker.reset()

    try:
        ours = contextvars.copy_context()  # a thread begins with an empty one, and would not know whose request this is
        sender = threading.Thread(target=ours.run, args=(send,), name="publish", daemon=True)
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


def _send(task: str, ids: dict[str, int]) -> str:
    try:
        app.send_task(task, kwargs=ids)
    except Exception as error:
        return type(error).__name__  # the text may hold the broker's address and password
    return "sent"
