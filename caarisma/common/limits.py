"""Count what somebody does, and say when it is too much. One statement, so parallel calls lose no count.

A window begins with the first try and is never lengthened by later ones. The count commits by itself where requests run
without a transaction of their own, as ours do; inside one that is rolled back it is undone with it.
"""

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.utils.crypto import salted_hmac

from caarisma.common.models import Counter

COUNT = """
INSERT INTO common_counter AS kept (key, count, until) VALUES (%(key)s, 1, %(until)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN kept.until <= %(now)s THEN 1 ELSE kept.count + 1 END,
    until = CASE WHEN kept.until <= %(now)s THEN excluded.until ELSE kept.until END
RETURNING count, until
"""
# The count of this statement need not be on the disk when it returns: a crash forgets the last half second.
NOT_DURABLE = f"""WITH hurried AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS off)
{COUNT.replace("VALUES (%(key)s, 1, %(until)s)", "SELECT %(key)s, 1, %(until)s FROM hurried")}"""  # noqa: S608


def count_beyond(key: str, *, most: int, within: timedelta, now: datetime) -> bool:
    """Count one more under this key, and say whether it is more than `most` in this window.

    With three an hour: tries at 9:00, 9:20 and 9:40 are fine, one at 9:50 is too much. At 10:00 a new window begins,
    whatever was tried at 9:50.

    `key`: what is counted, and an id or `hashed` of who did it; never an address or a word of theirs.
    """
    return counted(key, within=within, now=now).tries > most


class CountedTries(NamedTuple):
    """How many tries are in this window, this one included, and in how many seconds it ends."""

    tries: int
    seconds: int


def counted(key: str, *, within: timedelta, now: datetime, durable: bool = True) -> CountedTries:
    """Count one more under this key. `durable=False` waits for no disk: for what a crash may forget."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT if durable else NOT_DURABLE, {"key": key, "now": now, "until": now + within})
        count, until = cursor.fetchone()
    return CountedTries(int(count), max(1, math.ceil((until - now).total_seconds())))


def hashed(address: str) -> str:
    """Of somebody's internet or mail address, with our key: all that a counter keeps of it."""
    return salted_hmac("caarisma.common.limits", address, algorithm="sha256").hexdigest()


def forget_counters(*, now: datetime) -> int:
    """Delete the counters whose window has ended. Returns how many."""
    return Counter.objects.filter(until__lte=now).delete()[0]
