"""What spreadsheets do to the cells of a file. Pure."""

import re
from typing import Final

from caarisma.common.typed.plain import plain

CUT: Final = re.compile(r"\d(\.\d+)?[eE]\+\d+")


def is_cut(number: str) -> bool:
    """What is left of a long number, 1.23457E+11: its last digits are gone."""
    return CUT.fullmatch(number.strip()) is not None


def uncovered(cell: str) -> str:
    """Without the quotes and signs by which a spreadsheet was told to leave it alone, and with plain hyphens."""
    return plain(cell).strip(" '\"=#;,")
