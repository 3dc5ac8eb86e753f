"""Two of staff press the same button in the same moment, on two connections; and what that leaves behind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from caarisma.accounts.models import AuditEvent, User
from caarisma.common.outbox.models import Mail
from providers.screening.models import CaseEvent
from tests.providers.vetting.test_at_once import at_once, refusals

Act = Callable[[User], object]
HISTORIES: Final = (AuditEvent, CaseEvent, Mail)


@dataclass(frozen=True, slots=True)
class Race:
    """`told`: the words in which the slower one is refused. The rest: how many rows both together wrote."""

    told: str
    audits: int
    events: int
    mails: int


def race(call: Act, staff: tuple[User, User]) -> Race:
    """Exactly one of the two is refused, in words."""
    before = _counts()
    (told,) = refusals(at_once(*(lambda by=by: call(by) for by in staff)))
    return Race(told, *(after - count for after, count in zip(_counts(), before, strict=True)))


def _counts() -> list[int]:
    return [history.objects.count() for history in HISTORIES]
