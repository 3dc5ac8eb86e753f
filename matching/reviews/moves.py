"""The table of moves of a review: which state may follow which, and who may bring it about. The migration writes it
into the database, where a foreign key holds every move to it.
"""

from collections.abc import Iterator
from typing import Final

from matching.reviews.enums import NEW, ReviewSide, ReviewState

S: Final = ReviewState
_TABLE: Final = (
    ((NEW, S.WRITTEN, S.HELD, S.PUBLISHED, S.SENT_BACK), S.WRITTEN, ReviewSide.AUTHOR),  # written, or changed
    ((S.WRITTEN,), S.HELD, ReviewSide.SITE),  # two signals
    ((S.WRITTEN, S.HELD), S.PUBLISHED, ReviewSide.DESK),
    ((S.WRITTEN, S.HELD), S.SENT_BACK, ReviewSide.DESK),
    ((S.WRITTEN, S.HELD), S.REMOVED, ReviewSide.DESK),  # two people
    ((S.PUBLISHED,), S.HELD, ReviewSide.DESK),  # a report was upheld: it is read once more
    ((S.REMOVED,), S.PUBLISHED, ReviewSide.DESK),  # an objection was upheld, by a third person
    ((S.WRITTEN, S.HELD, S.PUBLISHED, S.SENT_BACK, S.REMOVED), S.WITHDRAWN, ReviewSide.AUTHOR),
)


def allowed_review_moves() -> Iterator[tuple[str, str, str]]:
    """(from, to, by)"""
    for states, to, by in _TABLE:
        yield from ((str(state), str(to), str(by)) for state in states)


def may_become(state: str, *, by: str) -> frozenset[str]:
    return frozenset(to for came_from, to, who in allowed_review_moves() if (came_from, who) == (state, by))
