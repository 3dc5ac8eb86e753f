import pytest

from caarisma.common.errors import IllegalMove
from caarisma.common.states import require_move
from providers.screening.enums import CASE_MOVES, CaseStatus
from treatments.enums import CLAIM_MOVES, ClaimStatus


def test_a_move_in_the_table_passes():
    require_move(CASE_MOVES, CaseStatus.DRAFT, CaseStatus.SENT)


def test_any_other_move_is_refused_and_says_what_may_follow():
    with pytest.raises(IllegalMove, match="in_review"):
        require_move(CASE_MOVES, CaseStatus.SENT, CaseStatus.APPROVED)


def test_an_end_allows_nothing():
    with pytest.raises(IllegalMove, match="this is an end"):
        require_move(CASE_MOVES, CaseStatus.APPROVED, CaseStatus.DRAFT)


@pytest.mark.parametrize(("moves", "states"), [(CASE_MOVES, CaseStatus), (CLAIM_MOVES, ClaimStatus)])
def test_tables_name_only_states_that_exist(moves, states):
    named = set(moves) | {to for allowed in moves.values() for to in allowed}

    assert named <= set(states.values)
