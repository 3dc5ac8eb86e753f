"""A queue in PostgreSQL that one process works on at a time, on all machines together."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils import timezone

from caarisma.common.advisory import Lock, held


class Due(Protocol):
    """The rows that are due at an instant, what has waited longest first."""

    def __call__(self, *, on: datetime) -> QuerySet[Any]: ...


def work_off(due: Due, work: Callable[[int], object], *, under: Lock, grace: timedelta, seconds: float) -> int:
    """Work on what has waited for `grace`, oldest first, and go on for so long. Returns how many there were.

    `work` gets a row's id, and ends its being due. 0 also when somebody else is at it: they take what comes meanwhile.
    Must not run inside a transaction.
    """
    end, done = time.monotonic() + seconds, 0
    while due(on=timezone.now() - grace).exists():
        with held(under) as mine:
            row = due(on=timezone.now() - grace).first() if mine else None
            if row is None:
                break
            work(row.pk)
            done += 1
        if time.monotonic() >= end:
            break
    return done
