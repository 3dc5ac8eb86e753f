"""Numbers of licenses as boards, registries and people write them, made comparable. Pure."""

import re
import unicodedata
from typing import Final

WHOLE: Final = re.compile(r"(\d+)\.0+")
# Letters in front that say which license it is, and not whose: "MD.A-100" is A100, "RN.RN.60123456" is 60123456.
OF_A_LICENSE: Final = re.compile(r"^(LICENSE|LIC|NO|MD|DO|PA|NP|RN|APRN|APN|ARNP|CRNP|CNP)+")
O_AMONG_DIGITS: Final = re.compile(r"(?<![A-Z])[O]+(?=\d)|(?<=\d)[O]+(?![A-Z])")


def core_of(number: str, *, letter_o: bool = False) -> str:
    """Without punctuation, without the letters and zeros in front: "RN.RN.60123456", "C-6368", "0024096818". Letters
    behind stay: 61A is another license than 61B. "" when nothing is left. `letter_o`: in this state's files an O beside
    a digit is a zero."""
    text = unicodedata.normalize("NFKC", number).strip().upper()
    if whole := WHOLE.fullmatch(text):
        text = whole[1]
    if letter_o:
        text = O_AMONG_DIGITS.sub(lambda found: "0" * len(found[0]), text)
    plain = re.sub(r"[^A-Z0-9]", "", text)
    return re.sub(r"^[A-Z]+", "", plain).lstrip("0")


def letters_of(number: str) -> str:
    """The letters in front that tell one number from another: A100 and G100 are two people's in California."""
    plain = re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", number).strip().upper())
    found = re.match(r"[A-Z]*", plain)
    return OF_A_LICENSE.sub("", found[0]) if found else ""


def may_be_the_same(ours: str, theirs: str) -> bool:
    """By their letters: some write them and others do not."""
    return ours == theirs or not ours or not theirs
