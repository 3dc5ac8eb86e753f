"""Whether a name mixes alphabets whose letters look alike: "Аmara" with a Cyrillic A is not Amara. Pure.

It is said beside the name and stops nothing: people do bear such names.
"""

import unicodedata
from typing import Final

ALIKE: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


def mixes_scripts(name: str) -> bool:
    """By letters alone; "Ирина (Irina)" says the same twice, so each word is looked at by itself."""
    return any(len(_scripts(word)) > 1 for word in name.split())


def _scripts(word: str) -> set[str]:
    folded = unicodedata.normalize("NFKC", word)
    letters = (unicodedata.name(letter, "").partition(" ")[0] for letter in folded if letter.isalpha())
    return set(ALIKE.intersection(letters))
