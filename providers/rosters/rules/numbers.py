"""Numbers of licenses as boards, registries and people write them, made comparable. Pure."""

import re
from typing import Final

# What a spreadsheet left of a long number: its last digits are gone.
CUT: Final = re.compile(r"\d(\.\d+)?[eE]\+\d+")
WHOLE: Final = re.compile(r"(\d+)\.0+")
O_AMONG_DIGITS: Final = re.compile(r"(?<![A-Z])[O]+(?=\d)|(?<=\d)[O]+(?![A-Z])")


def is_cut(number: str) -> bool:
    return CUT.fullmatch(number.strip()) is not None


def core_of(number: str, *, letter_o: bool = False) -> str:
    """Without punctuation, without the letters and zeros in front: "RN.RN.60123456", "C-6368", "0024096818". Letters
    behind stay: 61A is another license than 61B. "" when nothing is left. `letter_o`: in this state's files an O beside
    a digit is a zero."""
    text = number.strip().upper()
    if whole := WHOLE.fullmatch(text):
        text = whole[1]
    if letter_o:
        text = O_AMONG_DIGITS.sub(lambda found: "0" * len(found[0]), text)
    plain = re.sub(r"[^A-Z0-9]", "", text)
    return re.sub(r"^[A-Z]+", "", plain).lstrip("0")
