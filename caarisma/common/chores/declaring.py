"""How a room says what has to be done, and how often. Nothing here does it: see turns.py."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

SECOND: Final = timedelta(seconds=1)
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
EACH_LOOK: Final = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look of a sweeper at what is to be done."""

    now: datetime
    grace: timedelta  # what a worker gets first, where one hurries the same work


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """`run` may be cut off at any moment and called again. It returns True when more waits than it could do at once.

    `everywhere`: each machine does it, at its own pace, as each tends the index on its own disk; others are done by one
    machine at a time, once a period, like a reminder that goes to one person once.
    `hurried`: a worker does it sooner when it runs; then the chore is what no worker did. A ranking is hurried, so the
    sweeper ranks what has waited longer than a worker takes.
    `stop`: called when the sweeper ends.
    """

    name: str  # in the log, at the desk, and the key of its row: a new name is a new chore
    every: timedelta
    run: Callable[[Look], object]
    everywhere: bool = False
    hurried: bool = False
    stop: Callable[[], None] | None = None
