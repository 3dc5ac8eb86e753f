"""What came of each request to the API and how long it took, for the tally and the monthly figures. Never by whom, and
never what was asked."""

from bisect import bisect_left
from typing import Final

from caarisma.common.tallies.counting import count

ASKED: Final = "api"
MILLISECONDS: Final = (5, 10, 20, 30, 50, 100, 200, 500, 1000)
SLOWER: Final = "more"


def note_answer(status: int, seconds: float) -> None:
    place = bisect_left(MILLISECONDS, seconds * 1000)
    count(ASKED, _name(status), str(MILLISECONDS[place]) if place < len(MILLISECONDS) else SLOWER)


def _name(status: int) -> str:
    if status < 400:
        return "answered"
    if status == 410:
        return "gone"
    return "refused" if status < 500 else "failed"
