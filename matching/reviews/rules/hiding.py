"""Counts that anybody may read. 1 to 10 could point to a person, so they are hidden, and so is whatever else would let
a reader work them out from a sum. Pure."""

from collections.abc import Sequence
from typing import Final

FEW: Final = range(1, 11)
Table = list[list[int | None]]


def hide_few(counts: Sequence[Sequence[int]]) -> Table:
    """The same rows and columns with None for what is hidden. The last row and the last column are sums of the others.

    A line (row or column, with its sum) that has just one hidden cell would give it away: the smallest of the others is
    hidden with it, until no line has just one. Zeros are hidden only where nothing else is left.
    """
    table: Table = [[None if cell in FEW else cell for cell in row] for row in counts]
    lines = [[(row, column) for column in range(len(counts[0]))] for row in range(len(counts))]
    lines += [[(row, column) for row in range(len(counts))] for column in range(len(counts[0]))]
    while alone := next((line for line in lines if len(line) > 1 and _hidden(table, line) == 1), None):
        left = [(counts[row][column] == 0, counts[row][column], row, column)
                for row, column in alone if table[row][column] is not None]  # fmt: skip
        _zero, _count, row, column = min(left)
        table[row][column] = None
    return table


def _hidden(table: Table, line: Sequence[tuple[int, int]]) -> int:
    return sum(table[row][column] is None for row, column in line)
