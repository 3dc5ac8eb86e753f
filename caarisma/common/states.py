"""State moves as data: a table beside the enum, one check for all of them."""

from collections.abc import Mapping

from caarisma.common.errors import IllegalMove

Moves = Mapping[str, frozenset[str]]


def require_move(moves: Moves, current: str, to: str) -> None:
    """Raise IllegalMove unless `to` may follow `current`. A state absent from `moves` is an end."""
    allowed = moves.get(current, frozenset())
    if to not in allowed:
        raise IllegalMove(current, to, allowed)
