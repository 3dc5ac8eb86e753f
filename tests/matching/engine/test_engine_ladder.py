"""Need by need, from all who are near to those who fit."""

from dataclasses import replace

from hypothesis import given

from matching.engine import Need, failures, ladder
from matching.engine.requirements import Slot
from tests.matching.engine.engine_strategies import GOOD, SEARCH, directories, requirements


def crowd(*candidates):
    return [replace(candidate, provider_id=n, location_id=n) for n, candidate in enumerate(candidates)]


def test_each_need_counts_who_meets_it_and_all_before_it():
    search = replace(
        SEARCH, max_price=150, slots=frozenset({Slot.SUNDAY}), slots_required=True, musts=frozenset({"woman"})
    )
    cheap = {1: GOOD.terms[1]._replace(price=100)}
    sunday = replace(GOOD, terms=cheap, slots=frozenset({Slot.SUNDAY}))
    told = ladder(search, crowd(GOOD, replace(GOOD, terms=cheap), sunday, replace(GOOD, accepting=False)))

    assert [(rung.need, rung.must, rung.left) for rung in told] == [
        (Need.SERVICES, "", 3),
        (Need.PRICE, "", 2),
        (Need.SLOTS, "", 1),
        (Need.MUST, "woman", 0),
    ]


def test_what_was_not_asked_is_no_step():
    search = replace(SEARCH, max_price=None, slots_required=False, musts=frozenset())

    assert [rung.need for rung in ladder(search, crowd(GOOD))] == [Need.SERVICES]


def test_two_places_of_one_person_count_once():
    assert ladder(SEARCH, [GOOD, replace(GOOD, location_id=99)])[0].left == 1


@given(requirements(), directories())
def test_it_only_goes_down_and_ends_with_those_who_fit(search, directory):
    left = [rung.left for rung in ladder(search, directory)]

    assert left == sorted(left, reverse=True)
    assert left[-1] == len({candidate.provider_id for candidate in directory if not failures(search, candidate)})
