"""The characters that keyboards, phones, word processors and web pages put where a person means a simple one."""

import unicodedata
from typing import Final

DASHES: Final = {ord("\N{MINUS SIGN}"), ord("\N{HYPHEN BULLET}")}  # the rest are of Unicode's kind Pd
# A full-width digit or a no-break space is the plain one in another dress. A raised 2 or a half is another thing.
DRESSES: Final = ("<wide>", "<narrow>", "<noBreak>", "<compat>")


AROUND: Final = " .,;:\"'()[]=-"  # what is copied along with a number, a day or a time


def plain(typed: str) -> str:
    """The same with plain digits, hyphens and single spaces, and without marks that nobody sees."""
    return " ".join("".join(map(_plain, typed)).split())


def bare(typed: str) -> str:
    """The same in small letters without accents."""
    letters = unicodedata.normalize("NFD", plain(typed).lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def unwrapped(typed: str) -> str:
    """Bare, and without what a spreadsheet, a list or a sentence leaves around it."""
    return bare(typed).strip(AROUND)


def _plain(character: str) -> str:
    if character.isascii():
        return character
    kind = unicodedata.category(character)
    if kind == "Pd" or ord(character) in DASHES:
        return "-"
    if kind in {"Zs", "Zl", "Zp"}:
        return " "
    if kind == "Cf":  # zero-width, and the marks of direction that a phone puts around a number
        return ""
    if unicodedata.decomposition(character).startswith(DRESSES):
        return unicodedata.normalize("NFKC", character)
    return character
