"""What is the same for everybody, names no person and may be a minute old: made once a minute in each process."""

import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar, cast

from django.core.cache import caches

A_MINUTE: Final = 60.0
HELD: Final = 600.0  # so that there is one before, while the next is made
LONGEST: Final = 10.0  # that somebody waits for the first

Made = TypeVar("Made")

_making: Final[dict[str, threading.Event]] = {}
_looking: Final = threading.Lock()


def kept_a_minute(key: str, make: Callable[[], Made]) -> Made:
    """What `make` returned under this key, or returns now. One thread makes it, as it may take long and all who ask in
    that moment would begin with it together; meanwhile the others get what was made before, or wait for the first.
    """
    made_at, before = _held(key)
    if time.monotonic() - made_at < A_MINUTE:
        return cast(Made, before)
    with _looking:
        theirs = _making.get(key)
        ours = threading.Event()
        _making.setdefault(key, ours)
    if theirs is None:
        try:
            return _made(key, make)
        finally:
            with _looking:
                del _making[key]
            ours.set()
    if made_at < 0:
        theirs.wait(LONGEST)
        made_at, before = _held(key)
    return cast(Made, before) if made_at >= 0 else _made(key, make)  # they failed


def _held(key: str) -> tuple[float, object]:
    """When it was made, by this process's clock, and what; -inf for nothing."""
    held: tuple[float, object] = caches["pages"].get(key, (-float("inf"), None))
    return held


def _made(key: str, make: Callable[[], Made]) -> Made:
    made = make()
    caches["pages"].set(key, (time.monotonic(), made), HELD)
    return made
