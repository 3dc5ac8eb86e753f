"""The table of moves: which state may follow which, and who may bring it about. The migration writes it into the
database, where a foreign key holds every move to it; services and docs read it here.
"""

from collections.abc import Iterator
from typing import Final

from matching.consultations.enums import ANSWERABLE, NEW, OPEN, RequestState, Side

Allowed = tuple[str, str, str]  # from, to, by

S: Final = RequestState
_TABLE: Final = (
    ((NEW,), S.SENT, Side.PATIENT),
    ((S.SENT,), S.SEEN, Side.CLINIC),
    ((*ANSWERABLE, S.TIMES_OFFERED), S.TIMES_OFFERED, Side.CLINIC),
    ((S.TIMES_OFFERED,), S.AGREED, Side.PATIENT),
    (ANSWERABLE, S.AGREED, Side.CLINIC),  # a time that the patient named
    ((S.TIMES_OFFERED,), S.SEEN, Side.PATIENT),  # none of them fits
    ((S.TIMES_OFFERED,), S.CLOSED, Side.CLOCK),
    ((S.AGREED,), S.AGREED, Side.PATIENT),  # moved
    ((S.AGREED,), S.AGREED, Side.CLINIC),
    ((*ANSWERABLE, S.TIMES_OFFERED), S.DECLINED, Side.CLINIC),
    (OPEN, S.CANCELLED, Side.PATIENT),
    ((S.AGREED,), S.CANCELLED, Side.CLINIC),
    ((S.SENT, S.SEEN), S.UNANSWERED, Side.CLOCK),
    ((S.UNANSWERED,), S.CLOSED, Side.CLOCK),
    (OPEN, S.CLOSED, Side.SITE),
    ((S.AGREED,), S.CANCELLED, Side.SITE),  # two people of the desk
    ((S.AGREED,), S.VISITED, Side.PATIENT),
    ((S.AGREED,), S.VISITED, Side.CLINIC),
    ((S.AGREED,), S.MISSED, Side.CLINIC),
    ((S.MISSED,), S.VISITED, Side.PATIENT),
    ((S.AGREED,), S.CLOSED, Side.CLOCK),
)


def allowed_moves() -> Iterator[Allowed]:
    for states, to, by in _TABLE:
        yield from ((str(state), str(to), str(by)) for state in states)


def may_follow(state: str, *, by: str) -> frozenset[str]:
    """What this side may do with a request in this state: which buttons a page shows."""
    return frozenset(to for came_from, to, who in allowed_moves() if (came_from, who) == (state, by))
