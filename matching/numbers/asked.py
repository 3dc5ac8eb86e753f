"""How often programs asked the directory's API, and how long an answer took: the tally's sums at two months' ends,
subtracted. No address and no query is in the tally."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Sum

from caarisma.common.tallies.models import Tally
from caarisma.common.tallies.of_programs import ASKED, SLOWER

P95: Final = 0.95


def asked_so_far() -> dict[str, int]:
    """By the labels of the tally: what came of it, and within how many milliseconds."""
    rows = Tally.objects.filter(name=ASKED).order_by().values_list("labels")
    return dict(rows.annotate(times=Sum("times")))


def asked_since(before: Mapping[str, int] | None, now: Mapping[str, int]) -> dict[str, Any]:
    """The figure of the month; none where the months before are not known, or the tally began anew in between."""
    if before is None or any(now.get(labels, 0) < times for labels, times in before.items()):
        return {}
    answers, waits = Counter[str](), Counter[str]()
    for labels, times in now.items():
        answer, milliseconds = labels.split()
        answers[answer] += times - before.get(labels, 0)
        waits[milliseconds] += times - before.get(labels, 0)
    told = {name: answers[name] for name in ("answered", "gone", "refused", "failed")}
    return {"api": {"all": answers.total(), **told, "p95_ms": _within(waits, answers.total())}}


def _within(waits: Mapping[str, int], total: int) -> int | None:
    """Within how many milliseconds 95 of 100 were answered. None: nobody asked, or more slowly than we count."""
    seen = 0
    for milliseconds in sorted((int(each) for each in waits if each != SLOWER), key=int):
        seen += waits[str(milliseconds)]
        if total and seen >= P95 * total:
            return milliseconds
    return None
