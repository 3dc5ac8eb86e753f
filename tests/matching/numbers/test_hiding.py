"""Nobody works a small count out: an attacker who knows our rule tries every set of counts that prints the same."""

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from matching.numbers.rules.hiding import FEW, Parts, told_correction, told_parts, told_twice

NAMES = "abcd"
counts = st.lists(st.one_of(st.integers(0, 14), st.integers(11, 60)), min_size=1, max_size=4).map(
    lambda drawn: dict(zip(NAMES, drawn, strict=False))
)


def test_what_is_not_small_is_told():
    assert told_parts({"a": 0, "b": 11, "c": 40}) == Parts(51, {"a": 0, "b": 11, "c": 40})


def test_a_small_count_takes_the_next_smallest_with_it():
    assert told_parts({"a": 3, "b": 12, "c": 40}) == Parts(55, {"a": None, "b": None, "c": 40})


def test_small_ones_that_are_few_together_take_another_or_the_sum_with_them():
    assert told_parts({"a": 2, "b": 1, "c": 40}) == Parts(43, {"a": None, "b": None, "c": None})
    assert told_parts({"a": 2, "b": 1, "c": 0}) == Parts(None, {"a": None, "b": None, "c": None})
    assert told_parts({"a": 3}) == Parts(None, {"a": None})


def test_the_smallest_that_is_told_does_not_bound_the_hidden_ones_to_one_value():
    """With 11 told and 20 left in two that are no larger, both would be 10."""
    assert told_parts({"a": 11, "b": 10, "c": 10}) == Parts(31, {"a": None, "b": None, "c": None})
    assert told_parts({"a": 40, "b": 10, "c": 10}) == Parts(60, {"a": 40, "b": None, "c": None})


def test_many_small_ones_of_a_small_sum_are_each_one_or_two_so_nothing_is_told():
    """Nine of them and a sum of 11: each is 1, 2 or 3."""
    nine = dict.fromkeys("abcdefghi", 1) | {"a": 3}

    assert told_parts(nine) == Parts(None, dict.fromkeys(nine))
    assert told_parts(nine, total_is_public=True) == Parts(11, dict.fromkeys(nine))
    assert told_parts(nine | {"a": 10, "b": 10, "c": 10}).total == 36


def test_of_few_whom_everybody_can_count_no_cause_is_told():
    assert told_parts({"a": 3, "b": 0}, total_is_public=True) == Parts(3, {"a": None, "b": None})


@given(counts)
def test_no_difference_of_what_is_printed_is_a_small_count(cells):
    """Sum less any of its parts that are told: what is left is the sum of others, and of two hidden ones at least."""
    parts = told_parts(cells)
    hidden = [name for name, count in parts.cells.items() if count is None]

    assert all(count not in FEW for count in parts.cells.values() if count is not None)
    assert parts.total not in FEW
    if parts.total is not None and hidden:
        left = parts.total - sum(count for count in parts.cells.values() if count is not None)
        assert len(hidden) >= 2
        assert left not in FEW


@given(counts.filter(lambda cells: len(cells) < 4 and sum(cells.values()) <= 60))
def test_whoever_knows_the_rule_is_left_with_several_values_for_each_hidden_cell(cells):
    printed = told_parts(cells)
    possible: dict[str, set[int]] = {name: set() for name, count in printed.cells.items() if count is None}
    for guess in guesses(printed):
        if told_parts(guess) == printed:
            for name in possible:
                possible[name].add(guess[name])

    assert all(len(values) >= 5 for values in possible.values())


@given(counts, counts)
def test_two_months_tell_no_more_than_each_alone(one, other):
    """Nothing ties them: no sum over months is printed, and a month is printed once. So the difference of two cells
    holds a hidden one, or is of two that are told."""
    first, second = told_parts(one), told_parts(other)

    for name in first.cells.keys() & second.cells.keys():
        told = first.cells[name], second.cells[name]
        assert None in told or not {*told} & set(FEW)


@given(counts.filter(lambda cells: len(cells) < 4 and sum(cells.values()) <= 40), st.data())
def test_two_splits_of_one_sum_tell_no_more_than_their_rule_lets(cells, data):
    """The same reviews by rule and by stars: whoever has both is left with several values for each hidden cell."""
    total = sum(cells.values())
    first = data.draw(st.integers(0, total))
    others = {"x": first, "y": total - first}
    one, two = told_twice(cells, others)

    possible: dict[str, set[int]] = {name: set() for name, n in {**one.cells, **two.cells}.items() if n is None}
    sums = range(41) if one.total is None else [one.total]
    for whole in sums:
        for guess in splits(whole, list(cells)):
            for x in range(whole + 1):
                other = {"x": x, "y": whole - x}
                if told_twice(guess, other) == (one, two):
                    for name, value in {**guess, **other}.items():
                        if name in possible:
                            possible[name].add(value)
                    if all(len(values) >= 5 for values in possible.values()):
                        return
    assert not possible, (one, two, possible)


def splits(whole: int, names: list[str]) -> Iterator[dict[str, int]]:
    if len(names) == 1:
        yield {names[0]: whole}
        return
    for count in range(whole + 1):
        for rest in splits(whole - count, names[1:]):
            yield {names[0]: count, **rest}


@given(counts, counts)
def test_a_correction_beside_what_was_printed_gives_no_small_count_away(printed, right):
    """Each number, each difference of the two, and the difference of the differences of two cells."""
    before = told_parts(printed).cells
    corrected = told_correction(before, {name: count for name, count in right.items() if name in before})

    changes = [count - (before[name] or 0) for name, count in corrected.items() if count is not None]
    assert not {abs(change) for change in changes} & set(FEW)
    assert not {count for count in corrected.values() if count is not None} & set(FEW)
    assert all(before[name] is not None for name, count in corrected.items() if count is not None)
    assert None not in corrected.values() or not any(corrected.values())


def test_what_everybody_can_count_is_corrected_openly():
    assert told_correction({"providers": 120}, {"providers": 121}, is_public=True) == {"providers": 121}
    assert told_correction({"sent": 120}, {"sent": 121}) == {"sent": None}
    assert told_correction({"sent": 120}, {"sent": 140}) == {"sent": 140}
    assert told_correction({"sent": 120}, {"sent": 120}) == {}


def guesses(printed: Parts) -> list[Mapping[str, int]]:
    """Every set of counts up to 60 that has what is told; of a sum that is told, the ones that make it."""
    hidden = [name for name, count in printed.cells.items() if count is None]
    known = {name: count for name, count in printed.cells.items() if count is not None}
    if printed.total is None:
        ranges = [range(16)] * len(hidden)
        return [{**known, **dict(zip(hidden, guess, strict=True))} for guess in product(*ranges)]
    rest = printed.total - sum(known.values())
    if not hidden:
        return [known]
    return [
        {**known, **dict(zip(hidden, (*guess, rest - sum(guess)), strict=True))}
        for guess in product(range(rest + 1), repeat=len(hidden) - 1)
        if sum(guess) <= rest
    ]
