"""What is the same for everybody, names no person and may be a minute old: made once a minute in each process."""

import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar, cast

from django.core.cache import caches

A_MINUTE: Final = 60.0
HELD: Final = 120.0  # so that somebody gets the one before while the next is made

Made = TypeVar("Made")

_making: Final[set[str]] = set()
_looking: Final = threading.Lock()


def kept_a_minute(key: str, make: Callable[[], Made]) -> Made:
    """What `make` returned under this key, or returns now. It may take long: then one thread makes it, and the others,
    who would all begin with it in the same second, get what was made before.
    """
    made_at, before = caches["pages"].get(key, (None, None))
    if made_at is not None and time.monotonic() - made_at < A_MINUTE:
        return cast(Made, before)
    with _looking:
        somebody_is_at_it = key in _making
        _making.add(key)
    if somebody_is_at_it and made_at is not None:
        return cast(Made, before)
    try:
        made = make()
        caches["pages"].set(key, (time.monotonic(), made), HELD)
        return made
    finally:
        _making.discard(key)
