"""Count in memory, and add that to rows of PostgreSQL a few times a minute.

So one web process tells the figures of all processes on all machines, and they go on over restarts. A process that is
killed takes up to TALLY_SECONDS of counts with it; where a connection breaks between a commit and its answer, some are
added twice. Nothing that must be exact is counted here: it has rows of its own, and is counted from them.
"""

import atexit
import logging
import os
import threading
import time
from bisect import bisect_left
from contextlib import suppress
from typing import Final

from django.conf import settings
from django.db import Error, connection

log = logging.getLogger(__name__)

BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds, each the most of its bucket
MOST_LETTERS: Final = 200  # of the labels; as in models.py
Key = tuple[str, str, int]

ADD: Final = """
INSERT INTO tallies_tally (name, labels, bucket, times, seconds)
SELECT * FROM unnest(%s::text[], %s::text[], %s::int[], %s::bigint[], %s::float8[])
ON CONFLICT (name, labels, bucket) DO UPDATE
SET times = tallies_tally.times + excluded.times, seconds = tallies_tally.seconds + excluded.seconds
"""


class Tallies:
    """Of one process. Threads share it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.cells: dict[Key, tuple[int, float]] = {}
        self.writer: threading.Thread | None = None

    def add(self, key: Key, times: int, seconds: float) -> None:
        with self.lock:
            before = self.cells.get(key, (0, 0.0))
            self.cells[key] = (before[0] + times, before[1] + seconds)
            if self.writer is None and settings.TALLY_SECONDS:
                self.writer = threading.Thread(target=_write_for_ever, name="tallies", daemon=True)
                self.writer.start()

    def take(self) -> dict[Key, tuple[int, float]]:
        with self.lock:
            taken, self.cells = self.cells, {}
        return taken


_ours = Tallies()


def count(name: str, *labels: str, times: int = 1, seconds: float | None = None) -> None:
    """Labels are names out of the code, without blanks. Costs some microseconds; never raises, never waits."""
    bucket = 0 if seconds is None else bisect_left(BUCKETS, seconds)
    _ours.add((name, " ".join(labels)[:MOST_LETTERS], bucket), times, seconds or 0.0)


def write() -> int:
    """Add to the rows what was counted since the last time. Returns how many rows that were. What could not be added
    is kept for the next time. In one order, so that two who write never wait for each other.
    """
    taken = _ours.take()
    if not taken:
        return 0
    rows = [(*key, *sums) for key, sums in sorted(taken.items())]
    try:
        with connection.cursor() as cursor:
            cursor.execute(ADD, [list(column) for column in zip(*rows, strict=True)])
    except Error:
        for key, (times, seconds) in taken.items():
            _ours.add(key, times, seconds)
        raise
    return len(rows)


def _write_for_ever() -> None:
    """In a thread of its own. It keeps no session open: sessions are dear, and this one would idle."""
    while True:
        time.sleep(settings.TALLY_SECONDS)
        try:
            write()
        except Exception as error:
            log.warning("tallies wait", extra={"error": type(error).__name__})
        finally:
            with suppress(Exception):
                connection.close()


def _begin_anew() -> None:
    """After a fork: no thread came along, and what was counted before is the parent's to write."""
    global _ours
    _ours = Tallies()


def _write_the_rest() -> None:
    if settings.configured and settings.TALLY_SECONDS and _ours.cells:
        with suppress(Exception):
            write()


os.register_at_fork(after_in_child=_begin_anew)
atexit.register(_write_the_rest)
