"""Calls that nothing can end, as to a disk across a network that hangs: such a call has no time limit.

Each is made in a thread of its own, and whoever asks waits for it so long and no longer. As long as one is late nobody
else waits at all: the first that comes back lets all in again. And only a few wait at once, so that the pages of others
find a free thread in the web server, however many ask.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, TypeVar

A_MOMENT: Final = 1.0  # seconds that somebody waits for a place

Answer = TypeVar("Answer")


class Late(TimeoutError):
    """No answer in time. What was asked may still happen."""


class MayHang:
    """What this process asks of one such thing. `seconds`: how long one waits; `at_once`: how many do."""

    def __init__(self, *, seconds: float, at_once: int) -> None:
        self.seconds = seconds
        self._places = threading.BoundedSemaphore(at_once)
        self._late = 0
        self._counting = threading.Lock()

    @property
    def is_late(self) -> bool:
        return self._late > 0

    def ask(self, work: Callable[[], Answer]) -> Answer:
        """What `work` returns or raises; Late when that does not come, or cannot be expected to."""
        if self.is_late or not self._places.acquire(timeout=A_MOMENT):
            raise Late("it does not answer, or many wait for it")
        try:
            return self._in_time(work)
        finally:
            self._places.release()

    def _in_time(self, work: Callable[[], Answer]) -> Answer:
        answer: Future[Answer] = Future()
        threading.Thread(target=_give, args=(work, answer), name="may hang", daemon=True).start()
        try:
            return answer.result(self.seconds)
        except TimeoutError:
            if answer.done():  # it came after all, or is the error of the work itself
                return answer.result()
            self._count(1)
            answer.add_done_callback(lambda _late: self._count(-1))
            raise Late("it does not answer") from None

    def _count(self, more: int) -> None:
        with self._counting:
            self._late += more


def _give(work: Callable[[], Answer], answer: "Future[Answer]") -> None:
    try:
        answer.set_result(work())
    except BaseException as error:  # told in the thread of whoever asked
        answer.set_exception(error)
