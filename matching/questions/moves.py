"""The table of moves of a question or an answer: which state may follow which, and who may bring it about. The
migration writes it into the database, where a foreign key holds every move to it.
"""

from collections.abc import Iterator
from typing import Final

from matching.questions.enums import NEW, TextSide, TextState

S: Final = TextState
_TABLE: Final = (
    ((NEW,), S.UNSENT, TextSide.AUTHOR),
    ((NEW, S.UNSENT), S.WRITTEN, TextSide.AUTHOR),  # the press; or the address was proved before
    ((S.WRITTEN, S.PUBLISHED, S.SENT_BACK), S.WRITTEN, TextSide.AUTHOR),  # changed
    ((S.WRITTEN,), S.PUBLISHED, TextSide.DESK),
    ((S.WRITTEN,), S.SENT_BACK, TextSide.DESK),
    ((S.PUBLISHED,), S.WRITTEN, TextSide.DESK),  # it is read once more, and is not on the page until then
    ((S.UNSENT, S.WRITTEN, S.PUBLISHED, S.SENT_BACK), S.WITHDRAWN, TextSide.AUTHOR),
)


def allowed_text_moves() -> Iterator[tuple[str, str, str]]:
    """(from, to, by)"""
    for states, to, by in _TABLE:
        yield from ((str(state), str(to), str(by)) for state in states)


def text_may_become(state: str, *, by: str) -> frozenset[str]:
    return frozenset(to for came_from, to, who in allowed_text_moves() if (came_from, who) == (state, by))
