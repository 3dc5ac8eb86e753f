"""What calls found, counted. Only calls: what clinics changed by themselves is no word about how right we were."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from providers.accuracy.enums import COUNTED, CallFinding, WrongFact
from providers.accuracy.models import DrawRound, OpenCall, OpenCallQuerySet
from providers.accuracy.rules.wilson import ENOUGH, wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsCounted:
    """`called`: settled calls of entries that were still listed. Not reached on two days is not right."""

    called: int
    right: int
    not_reached: int
    wrong: dict[str, int]

    @property
    def interval(self) -> tuple[float, float] | None:
        """None: too few calls for a share."""
        return wilson(self.right, self.called) if self.called >= ENOUGH else None


def calls_of(month: date) -> CallsCounted | None:
    """None: nothing was drawn for it."""
    found = DrawRound.objects.filter(month=month, drawn_at__isnull=False).first()
    if found is None:
        return None
    rows = OpenCall.objects.filter(draw=found, outcome__in=COUNTED).values_list("outcome", "wrong")
    outcomes = Counter(outcome for outcome, _wrong in rows)
    facts = Counter(code for _outcome, wrong in rows for code in wrong)
    return CallsCounted(
        called=sum(outcomes.values()),
        right=outcomes[CallFinding.RIGHT],
        not_reached=outcomes[CallFinding.NOT_REACHED],
        wrong={code: facts[code] for code in WrongFact.values},
    )


def calls_together(months: Iterable[CallsCounted]) -> CallsCounted:
    found = list(months)
    return CallsCounted(
        called=sum(one.called for one in found),
        right=sum(one.right for one in found),
        not_reached=sum(one.not_reached for one in found),
        wrong={code: sum(one.wrong[code] for one in found) for code in WrongFact.values},
    )


def open_calls() -> OpenCallQuerySet:
    """Those of the oldest draw first, in the order of the draw."""
    calls = OpenCall.objects.open().select_related("draw", "place__provider").prefetch_related("tries")
    return calls.order_by("draw__month", "order")


def draws() -> list[DrawRound]:
    return list(DrawRound.objects.all())
