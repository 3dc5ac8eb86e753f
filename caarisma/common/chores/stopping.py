"""How a sweeper ends when it is told to: at once, but not amid what says that it must be finished."""

from collections.abc import Iterator
from contextlib import contextmanager


class Stop:
    """What a signal calls. One a process, as signals are."""

    def __init__(self) -> None:
        self.asked = self.at_work = False

    def __call__(self, *_signal: object) -> None:
        self.asked = True
        if not self.at_work:
            raise SystemExit(0)

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """Finish this first, then end."""
        self.at_work = True
        try:
            yield
        finally:
            self.at_work = False
        if self.asked:
            raise SystemExit(0)

    def reset(self) -> None:
        self.asked = self.at_work = False


stop = Stop()
