"""One random name for all that comes of a request: on each line of the log, also of the tasks that it gave rise to.

It says nothing about a person: it is drawn anew for each request, task and chore, and is stored nowhere but in the log.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """ "" outside of any."""
    return _current.get()


def fresh() -> str:
    return uuid4().hex[:12]


def begin(name: str) -> None:
    """For those who are called at the start and again at the end, where a `with` cannot stand."""
    _current.set(name)


@contextmanager
def within(name: str = "") -> Iterator[str]:
    """Everything in here goes by this name, or by a fresh one."""
    before = _current.set(name or fresh())
    try:
        yield _current.get()
    finally:
        _current.reset(before)
